SELECT device, person FROM device;
