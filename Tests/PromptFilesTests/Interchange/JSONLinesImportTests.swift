import CanonicalJSON
import PromptFiles
import PromptRepo
import TestSupport
import Testing

@Suite struct JSONLinesImportTests {
  /// Two versions of a prompt with all there is, and one with only what is needed.
  private func history() throws -> [ImportRow] {
    var first = ImportRow(name: "support/reply", template: "Hi {{name}}\r\n\"é e\u{301}\" \u{1}👩‍👧\n")
    first.id = "prompt_aa87e2b1112a455b8deabed784372198"
    first.title = "Antwort 返信"
    first.description = ""
    first.metadata = ["team": "x", "nested": ["a": [1, 2.5.json, JSONValue.null]], "empty": [:]]
    first.config = ["z": 1, "a": ["type": "object"]]
    first.version = 1
    first.message = "First.\n\nVersion-Hash: forged"
    first.author = "Ada Lovelace <ada@example.org>"
    first.createdAt = try Timestamp("2026-03-15T10:30:00.250Z")
    first.active = true
    var second = first
    second.template = "Hey\u{2028}"
    second.version = 9_007_199_254_740_991
    second.active = false
    return [first, second, ImportRow(name: "日本", template: " ")]
  }

  private func expect(_ rows: [ImportRow], equal others: [ImportRow]) {
    #expect(rows.count == others.count)
    for (row, other) in zip(rows, others) {
      let texts = [row.id, row.name, row.title, row.template, row.description, row.message]
      let wanted = [
        other.id, other.name, other.title, other.template, other.description, other.message,
      ]
      #expect(texts.map { $0?.bytes } == wanted.map { $0?.bytes })
      #expect(row.author?.bytes == other.author?.bytes)
      #expect(row.metadata == other.metadata)
      #expect(row.config == other.config)
      #expect(row.version == other.version)
      #expect(row.createdAt?.milliseconds == other.createdAt?.milliseconds)
      #expect(row.active == other.active)
    }
  }

  @Test func whatIsExportedIsImported() throws {
    let rows = try history()
    var source = JSONLinesImport(rows.flatMap { $0.jsonLine() })
    let (read, errors) = source.readAll()
    #expect(errors.isEmpty)
    #expect(source.ignored.isEmpty)
    #expect(read.map(\.line) == [1, 2, 3])
    expect(read, equal: rows)
  }

  /// Editors of one system write a mark before each file, and `cat` joins them.
  @Test func joinedFilesWithAMarkEachAreRead() throws {
    let rows = try history()
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var source = JSONLinesImport(rows.flatMap { mark + $0.jsonLine() } + mark)
    let (read, errors) = source.readAll()
    #expect(errors.isEmpty)
    expect(read, equal: rows)
  }

  @Test(arguments: [true, false])
  func pythonReadsItAndWritesTheSame(escaped: Bool) throws {
    let rows = try history()
    let exported = rows.flatMap { $0.jsonLine() }
    var source = JSONLinesImport(
      [0xEF, 0xBB, 0xBF] + (try PythonCSV.rewritten(jsonLines: exported, escaped: escaped)))
    let (read, errors) = source.readAll()
    #expect(errors.isEmpty)
    expect(read, equal: rows)
  }

  @Test func onlyWhatIsSetIsWritten() throws {
    #expect(
      ImportRow(line: 7, name: "a", template: "b\n").jsonLine()
        == "{\"name\":\"a\",\"template\":\"b\\n\"}\n".bytes)
    let line = String(decoding: try history()[0].jsonLine(), as: UTF8.self)
    #expect(line.contains("\"created_at\":\"2026-03-15T10:30:00.250Z\",\"active\":true}"))
  }

  @Test func badLinesAreReportedAndTheOthersRead() {
    let lines = [
      #"{"name":"a","template":"1"}"#, #"{"name":"a","template":}"#, "", "  \r", "[1]", "\"x\"",
      #"{"name":"a"}"#, #"{"template":"a"}"#, #"{"name":1,"template":"a"}"#,
      #"{"name":" ","template":"a"}"#, #"{"name":"a","template":""}"#,
      #"{"name":"a","template":"a","metadata":[]}"#, #"{"name":"a","template":"a","version":0}"#,
      #"{"name":"a","template":"a","version":1.5}"#, #"{"name":"a","template":"a","active":1}"#,
      #"{"name":"a","template":"a","created_at":"yesterday"}"#,
      #"{"name":"a","template":"a","name":"b"}"#, #"{"name":"a","template":"\u0000"}"#,
      #"{"name":"b","template":"2","description":null,"version":null}"#,
    ]
    var source = JSONLinesImport(lines.joined(separator: "\n").bytes)
    let (rows, errors) = source.readAll()
    #expect(rows.map(\.name) == ["a", "b"])
    #expect(rows.map(\.line) == [1, 19])
    #expect(errors.map(\.line) == [2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18])
    #expect(errors.first?.column == 24)
    #expect(errors.first?.description.utf8.starts(with: "line 2, column 24: ".utf8) == true)
    #expect(errors[3].reason.contains("“template”"))
    #expect(errors[5].reason.contains("“name” must be a string, and is 1"))
  }

  @Test func invalidUTF8SpoilsItsLineOnly() {
    let good = #"{"name":"a","template":"b"}"#.bytes
    let bad = #"{"name":"a","template":""#.bytes + [0xC3, 0x28] + "\"}".bytes
    var source = JSONLinesImport(good + [0x0A] + bad + [0x0A] + good)
    let (rows, errors) = source.readAll()
    #expect(rows.map(\.line) == [1, 3])
    #expect(errors.map(\.line) == [2])
    #expect(errors.first?.column == 25)
  }

  @Test func otherKeysAreToldAndGivenOnesRead() {
    let line = #"{"object":"prompt","q":"n","t":"x","name":"not this","caf\u00e9":1}"#
    var source = JSONLinesImport(
      "\(line)\n\(line)\n".bytes, fields: ImportFields(name: "q", template: "t"))
    let (rows, errors) = source.readAll()
    #expect(errors.isEmpty)
    #expect(rows.map(\.name) == ["n", "n"])
    #expect(rows.map(\.template) == ["x", "x"])
    #expect(source.ignored == ["object", "name", "café"])
  }

  @Test func aKeyReadAsTheNameIsNothingElse() {
    let line = #"{"title":"T","template":"x","id":"p"}"#
    var source = JSONLinesImport(line.bytes, fields: ImportFields(name: "title"))
    let (rows, _) = source.readAll()
    #expect(rows.map(\.name) == ["T"])
    #expect(rows.first?.title == nil)
    #expect(rows.first?.id == "p")
  }

  @Test(arguments: [
    ("Ada L <ada@example.org>", "Ada L", "ada@example.org"), ("Ada", "Ada", ""),
    ("<a@b.c>", "", "a@b.c"),
  ])
  func authorsAreRead(author: String, name: String, email: String) throws {
    var row = ImportRow(name: "a", template: "b")
    let now = try Timestamp("2026-01-01T00:00:00Z")
    #expect(row.signature(at: now) == nil)
    row.author = author
    #expect(row.signature(at: now) == Signature(name: name, email: email, time: now))
    let then = try Timestamp("2025-01-01T00:00:00Z")
    row.createdAt = then
    #expect(row.signature(at: now)?.time == then)
  }
}

extension Double {
  fileprivate var json: JSONValue { JSONNumber(self).map { .number($0) } ?? .null }
}
