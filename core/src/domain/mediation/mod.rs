//! 调解: four modes, attempts, papers, agreement, fulfilment.
