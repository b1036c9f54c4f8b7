// CanonicalJSONTests
