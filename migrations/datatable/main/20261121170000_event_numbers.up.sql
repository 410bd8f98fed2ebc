-- Events are numbered on from the run's last one; nothing else is locked.
DROP TABLE event_counters;
