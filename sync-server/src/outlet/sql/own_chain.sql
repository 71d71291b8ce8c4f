SELECT chain FROM chain WHERE device = :device AND id = :id;
