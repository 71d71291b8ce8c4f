UPDATE shelf SET digest = :digest WHERE shelf = :shelf;
