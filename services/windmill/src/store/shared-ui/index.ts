export { getSharedUi, putSharedUi, type SharedUi } from './shared-ui.ts'
