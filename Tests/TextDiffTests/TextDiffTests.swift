// TextDiffTests
