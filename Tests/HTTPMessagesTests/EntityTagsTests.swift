import HTTPMessages
import Testing

@Suite struct EntityTagsTests {
  @Test(arguments: [
    ("\"a\"", ["a"]), ("W/\"a\"", ["a"]), ("\"a\", W/\"b\"", ["a", "b"]), ("a", ["a"]),
    ("a,b", ["a", "b"]), (" \t\"a\" ,, \"b\"\t,", ["a", "b"]), ("\"a,b\" , \"c\"", ["a,b", "c"]),
    ("\"*\"", ["*"]), ("\"\"", [""]), ("\"a b\"", ["a b"]), ("W/a", ["a"]), ("\"é\"", ["é"]),
  ])
  func listsAreRead(_ value: String, _ tags: [String]) {
    #expect(EntityTags(value) == .tags(tags))
  }

  @Test(arguments: ["*", " * "])
  func aStarStandsForAnything(_ value: String) {
    #expect(EntityTags(value) == .any)
  }

  @Test(arguments: [
    "", " ", ",", " , ", "\"", "\"a", "a\"", "\"a\"b\"", "\"a\" \"b\"", "W/", "a\"b\"",
  ])
  func whatIsNoListIsRefused(_ value: String) {
    #expect(EntityTags(value) == nil)
  }

  @Test func matching() {
    #expect(EntityTags.any.match("a"))
    #expect(!EntityTags.any.match(nil))
    #expect(EntityTags.tags(["a", "b"]).match("b"))
    #expect(!EntityTags.tags(["a", "b"]).match("c"))
    #expect(!EntityTags.tags(["a", "b"]).match(nil))
    #expect(!EntityTags.tags(["e\u{301}"]).match("\u{e9}"))
  }
}
