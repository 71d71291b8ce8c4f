SELECT epoch, relay_device, head FROM feed;
