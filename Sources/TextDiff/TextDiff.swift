// TextDiff
