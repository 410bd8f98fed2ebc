/** What people do with published posts. */
export { type CountedEngagement, countEngagement } from './count_engagement.ts'
export { type EngagementAnalysis, type RankedPost, rankPosts } from './rank_posts.ts'
