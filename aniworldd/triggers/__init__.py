"""When things happen: files change, the timetable comes round, a signal arrives."""
