import MemoryStore
import Platform
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// Files that are read piece by piece, and rows that are read again.
@Suite struct LargeImportTests {
  private let folder: TemporaryDirectory
  private let author = Signature(
    name: "Ada", email: "ada@example.org", time: Timestamp(milliseconds: 1_700_000_000_000))

  init() throws { folder = try TemporaryDirectory() }

  private func text(_ bytes: [UInt8], _ name: String = "file") throws -> FileText {
    let path = folder.appending(name)
    try FileSystem().writeFile(path, bytes)
    return try FileText(FileSystem().open(path, .read))
  }

  /// Rows of 37 prompts, scattered over the file, of more than one piece.
  private func lines(_ shift: Int) -> [UInt8] {
    var lines: [String] = []
    for number in 0..<400 {
      let prompt = number * 7 % 37
      let template = String(repeating: "\(number), x", count: 250 + number % 3 + shift)
      lines.append(
        #"{"id":"\#(id(prompt))","name":"p\#(prompt)","version":\#(number / 37 + 1),"template":"\#(template)"}"#
      )
      if number % 50 == 0 { lines.append("") }
    }
    return Array(lines.joined(separator: "\n").utf8)
  }

  private func csv(_ shift: Int) -> [UInt8] {
    var lines = ["name,template"]
    for number in 0..<400 {
      let text = String(repeating: "a \"\"b\"\", \(number)\r\n", count: 70 + number % 5 + shift)
      lines.append("Prompt \(number % 90),\"\(text)\"")
    }
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  private func read(_ source: some ImportSource) -> [String] {
    var source = source
    var told: [String] = []
    while let result = source.next() {
      switch result {
      case .success(let row): told.append("\(row.line) \(row.name) \(row.template)")
      case .failure(let error): told.append("\(error)")
      }
    }
    return told
  }

  @Test(arguments: [0, 1, 5])
  func piecesAreReadAsTheWhole(shift: Int) throws {
    let (lines, csv) = (lines(shift), csv(shift))
    #expect(lines.count > 400_000 && csv.count > 300_000)
    #expect(try read(JSONLinesImport(text(lines))) == read(JSONLinesImport(lines)))
    #expect(try read(CSVImport(text(csv))) == read(CSVImport(csv)))
    let broken = csv + Array("\r\n\"never closed".utf8)
    #expect(try read(CSVImport(text(broken))) == read(CSVImport(broken)))
  }

  private func rows(
    _ source: some ImportSource, holding limit: Int = .max
  ) throws -> ImportRows {
    var source = source
    return try ImportRows(reading: &source, holding: limit)
  }

  private func id(_ number: Int) -> String {
    "prompt_" + String(repeating: "\(number + 10)", count: 16)
  }

  @Test func rowsThatAreReadAgainMakeTheSameLedger() throws {
    let (lines, csv) = (lines(0), csv(0))
    let sources: [(held: any ImportSource, again: any ImportSource, prompts: Int)] = [
      (JSONLinesImport(lines), JSONLinesImport(try text(lines)), 37),
      (try CSVImport(csv), try CSVImport(text(csv, "csv")), 400),
    ]
    for source in sources {
      var ledgers: [[Version]] = []
      for rows in [
        try rows(source.held), try rows(source.again, holding: 0),
      ] {
        let repository = Repository(store: MemoryStore())
        let report = try LedgerImport(rows).run(in: repository, by: author)
        #expect(report.versionCount == 400 && report.rejected.isEmpty)
        let names = try repository.names()
        #expect(names.count == source.prompts)
        ledgers.append(try names.flatMap { try repository.versions(of: $0) })
      }
      #expect(ledgers[0].map(\.hash) == ledgers[1].map(\.hash))
      #expect(ledgers[0].map(\.number) == ledgers[1].map(\.number))
      if source.prompts == 37 { #expect(ledgers[0].map(\.commit) == ledgers[1].map(\.commit)) }
    }
  }

  @Test func aFileThatIsChangedMeanwhileIsRefused() throws {
    let rows = try rows(JSONLinesImport(text(lines(0))), holding: 0)
    try FileSystem().writeFile(folder.appending("file"), [10], mode: .append)
    let store = MemoryStore()
    #expect {
      try LedgerImport(rows).run(in: Repository(store: store), by: author)
    } throws: { ($0 as? RepositoryError)?.code == .conflict }
    #expect(try store.references(under: "refs/").isEmpty)
  }

  /// Rows of few titles, whose prompts are found by their texts.
  private func titled(_ texts: [Int]) -> [UInt8] {
    let rows = texts.map { text in
      #"{"name":"Title \#(text % 5)","template":"\#(text): what \#(text * 31) says, and more"}"#
    }
    return Array(rows.joined(separator: "\n").utf8)
  }

  @Test func rowsThatAreReadAgainAreTheSamePrompts() throws {
    let numbers = Array(0..<60)
    // Some are removed, one is new, one is edited, and all stand elsewhere.
    let later = titled([900] + numbers.filter { $0 % 4 != 1 }.reversed())
    var reports: [[String]] = []
    for limit in [Int.max, 0] {
      let repository = Repository(store: MemoryStore())
      _ = try LedgerImport(rows(JSONLinesImport(text(titled(numbers))), holding: limit)).run(
        in: repository, by: author)
      let again = try LedgerImport(rows(JSONLinesImport(text(later)), holding: limit)).run(
        in: repository, by: author)
      #expect(again.unchangedCount == 45 && again.rejected.isEmpty)
      var report = ["\(again.created.count) new, \(again.changed.count) changed"]
      for name in try repository.names() {
        let versions = try repository.versions(of: name)
        report.append("\(name): \(versions.map(\.hash))")
      }
      reports.append(report)
    }
    #expect(reports[0] == reports[1])
  }
}
