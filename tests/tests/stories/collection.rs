//! 信息采集: households and dwellings, visits, one person registered twice.
