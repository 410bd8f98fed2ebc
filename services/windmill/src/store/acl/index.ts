export { ACL_KINDS, type AclKind } from './acl-tables.ts'
export { getAcl } from './get-acl.ts'
export { setAcl } from './set-acl.ts'
