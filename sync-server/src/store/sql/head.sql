SELECT head FROM feed;
