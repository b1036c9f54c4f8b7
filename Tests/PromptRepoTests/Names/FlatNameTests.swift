import PromptRepo
import TestSupport
import Testing

/// Names for clients whose names have no folders, and names of what such clients create.
struct FlatNameTests {
  @Test(arguments: [
    ("a", "a"), ("support/reply", "support.reply"), ("v1.2", "v1..2"), ("a.b/c.d", "a..b.c..d"),
    ("a/b/c", "a.b.c"), ("a-b_c", "a-b_c"),
  ])
  func `folders are dots, and dots are two`(name: String, flat: String) throws {
    #expect(try PromptName(name).flat == flat)
    #expect(PromptName(flat: flat)?.rawValue == name)
  }

  @Test(arguments: [
    "", ".", "..", "a.", ".a", "a...b", "a....b", "a/b", "A", "é", "a..", "a.-b", "a..lock",
    "a.b..lock",
  ])
  func `other text is no flat name`(text: String) {
    #expect(PromptName(flat: text) == nil)
  }

  @Test func `the two are one to one`() throws {
    var random = Mutator(seed: 51)
    let pieces = ["a", "b9", ".", "/", "-", "_", "lock", "prompt", "0"]
    var names: [String: PromptName] = [:]
    var count = 0
    for _ in 0..<60_000 {
      let text = (0...random.random(8)).map { _ in pieces[random.random(pieces.count)] }.joined()
      if let name = PromptName(flat: text) {
        #expect(name.flat == text)
      }
      guard let name = PromptName(orNil: text) else { continue }
      count += 1
      #expect(!name.flat.contains("/"))
      #expect(PromptName(flat: name.flat) == name, "\(name)")
      #expect(names.updateValue(name, forKey: name.flat).map { $0 == name } ?? true, "\(name)")
    }
    #expect(count > 5_000)
  }

  @Test(arguments: [
    ("support/reply", "support/reply"), ("Customer Support/Reply v2", "customer-support-reply-v2"),
    ("aux", "aux_"), ("con/x", "con-x"), ("a/../b", "a-b"),
    // SHA-256 of the UTF-8 bytes, by sha256sum.
    ("客服", "prompt-SHA"), ("", "prompt-e3b0c442"),
  ])
  func `what is asked for is the name, or its slug`(text: String, name: String) throws {
    let sha = try run("sh", ["-c", "printf %s \"$1\" | sha256sum", "sh", text]).stdout.prefix(8)
    #expect(PromptName(wanted: text).rawValue == name.replacing("SHA", with: sha))
    let contested = PromptName(contested: text)
    #expect(contested.rawValue == "\(PromptName(wanted: text))-\(sha)")
    #expect(try PromptName(contested.rawValue).isPortable)
  }

  @Test func `titles that look alike have different digits`() {
    let (composed, decomposed) = ("Caf\u{e9}", "Cafe\u{301}")
    #expect(PromptName(wanted: composed) == PromptName(wanted: decomposed))
    #expect(PromptName(contested: composed) != PromptName(contested: decomposed))
  }

  @Test func `long names are cut so that the digits fit`() throws {
    for sign in ["", "/", ".", "-", "_", "/a"] {
      for length in 180...200 {
        let text = String(
          (String(repeating: "a", count: length - 8) + sign + "bcdefghij").prefix(200))
        let name = PromptName(contested: text).rawValue
        #expect(name.utf8.count <= 200)
        #expect(try PromptName(name).isPortable)
        #expect(name.wholeMatch(of: /.*[a-z0-9]-[0-9a-f]{8}/) != nil, "\(name)")
      }
    }
    let title = String(repeating: "Very long ", count: 100)
    #expect(try PromptName(PromptName(contested: title).rawValue).rawValue.utf8.count <= 109)
  }
}
