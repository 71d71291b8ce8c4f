SELECT relay_device FROM feed;
