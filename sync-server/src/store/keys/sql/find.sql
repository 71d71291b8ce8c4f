SELECT wrapped, gone FROM key WHERE no = :no;
