SELECT no, change FROM pending WHERE settled = 'approved' ORDER BY no;
