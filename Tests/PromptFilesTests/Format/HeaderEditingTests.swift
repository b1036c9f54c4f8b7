import CanonicalJSON
import PromptFiles
import PromptRepo
import Testing

@Suite struct HeaderEditingTests {
  private func edited(_ text: String, _ edit: RecordEdit) throws -> String {
    String(
      decoding: try PromptFile.bytes(Array(text.utf8), editing: edit, path: "p"), as: UTF8.self)
  }

  @Test func changesOnlyTheFieldsLines() throws {
    let text = """
      ---
      # about the model
      model:   gpt-5   # fast
      title: 'Old'  # gone
      # about the rest

      description: |
        One
        two

      stop: [a,   b]
      ---
      title: not this

      """
    #expect(
      try edited(text, RecordEdit(title: .set("New: title"), description: .set("Short"))) == """
        ---
        # about the model
        model:   gpt-5   # fast
        title: "New: title"
        # about the rest

        description: Short
        stop: [a,   b]
        ---
        title: not this

        """)
  }

  @Test func addsAndRemoves() throws {
    #expect(
      try edited("---\nmodel: m\n---\nx\n", RecordEdit(title: .set("T")))
        == "---\ntitle: T\nmodel: m\n---\nx\n")
    #expect(
      try edited("---\ntitle: T\nmodel: m\n---\nx", RecordEdit(title: .set(nil)))
        == "---\nmodel: m\n---\nx")
    #expect(
      try edited("x\r\n", RecordEdit(metadata: .set(["a": 1])))
        == "---\r\nmetadata:\r\n  a: 1\r\n---\r\nx\r\n")
    #expect(try edited("x\n", RecordEdit(title: .set(nil))) == "x\n")
    #expect(
      try edited(
        "---\nmetadata:\n  a: 1\n  b: [1,\n   2]\nz: 1\n---\nx\n",
        RecordEdit(metadata: .set(JSONObject())))
        == "---\nz: 1\n---\nx\n")
  }

  @Test(arguments: [
    ("title: T\nmodel: m\n", "title: T\ndescription: D\nmetadata:\n  a: 1\nmodel: m\n"),
    ("model: m\ntitle: T # t\n", "model: m\ntitle: T # t\ndescription: D\nmetadata:\n  a: 1\n"),
    ("description: >-\n  E\n\n# c\n", "description: D\nmetadata:\n  a: 1\n# c\n"),
    ("title: T\nmetadata:\n  b: 2\n", "title: T\ndescription: D\nmetadata:\n  a: 1\n"),
    ("{title: T}\n", "title: T\ndescription: D\nmetadata:\n  a: 1\n"),
  ])
  func keepsTitleDescriptionAndMetadataInOrder(_ before: String, _ after: String) throws {
    let edit = RecordEdit(description: .set("D"), metadata: .set(["a": 1]))
    #expect(try edited("---\n\(before)---\nx\n", edit) == "---\n\(after)---\nx\n")
  }

  @Test func keepsCRLF() throws {
    let result = try edited("---\r\nmodel: m\r\n---\r\nx\r\n", RecordEdit(title: .set("T")))
    #expect(Array(result.utf8) == Array("---\r\ntitle: T\r\nmodel: m\r\n---\r\nx\r\n".utf8))
  }

  @Test func leavesAFieldAloneThatSaysSoAlready() throws {
    let text = "---\ntitle:   'T'  # mine\n---\nx\n"
    #expect(try edited(text, RecordEdit(title: .set("T"))) == text)
  }

  @Test(arguments: [
    "---\n{title: Old, model: m}\n---\nx\n", "---\n  title: Old\n  model: m\n---\nx\n",
    "---\n? title\n: Old\nmodel: m\n---\nx\n",
    "---\n\"title\": >\n  Old\n  one\nmodel: m\n---\nx\n",
  ]) func findsAWayForEveryStyle(text: String) throws {
    let result = try edited(text, RecordEdit(title: .set("New"), description: .set("D")))
    let file = try PromptFile(parsing: Array(result.utf8), path: "p")
    guard case .set("New") = file.record.title, case .set("D") = file.record.description else {
      Issue.record("\(result)")
      return
    }
    #expect(file.config == ["model": "m"])
    #expect(file.template == "x")
  }
}
