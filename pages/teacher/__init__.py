"""The class's own page, for whoever knows the teacher's secret."""
