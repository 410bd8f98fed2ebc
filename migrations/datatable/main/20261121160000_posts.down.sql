DROP TABLE post_engagement;
DROP TABLE post_deliveries;
DROP TABLE posts;
