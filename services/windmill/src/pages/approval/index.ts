/** The page on which people answer what a suspended job asks. */
export { addApprovalRoutes } from './approval.ts'
