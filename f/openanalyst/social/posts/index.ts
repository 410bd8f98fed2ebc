/** Posts on their way: what they may say, delivery and its failures, the schedule, the events. */
export { checkContent, type PostContent } from './check_content.ts'
export { type DeliveryServices, deliverPost } from './deliver_post.ts'
export { noPost, wrongStatus } from './post_faults.ts'
export { publishOwnPost } from './publish_own_post.ts'
export { startPublishing, stopPublishingWhenDone } from './publishing_schedule.ts'
export { reportPost } from './report_post.ts'
