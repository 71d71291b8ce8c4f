//! 信息采集: households, dwellings, buildings, visits, and records of one person that were made twice.
