//! 预警: repeat places, repeat parties, rising classes, as plain rules that list their facts.
