export { deleteOldRawTemp, getRawTemp, putRawTemp } from './raw-temp.ts'
