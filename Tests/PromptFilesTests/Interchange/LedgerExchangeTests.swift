import CanonicalJSON
import MemoryStore
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// A ledger that was exported as rows and imported elsewhere is the same ledger.
@Suite struct LedgerExchangeTests {
  static let author = Signature(
    name: "Importer", email: "importer@example.com",
    time: Timestamp(milliseconds: 1_800_000_000_000))

  static func export(_ repository: Repository, _ names: [PromptName]? = nil) throws -> [UInt8] {
    var export = try JSONLinesExport(repository, names)
    var bytes: [UInt8] = []
    for name in export.prompts {
      for row in try export.rows(of: name) { bytes += row.jsonLine() }
    }
    return bytes
  }

  @discardableResult
  static func restore(
    _ bytes: [UInt8], in repository: Repository, dryRun: Bool = false
  ) throws -> ImportReport {
    var source = JSONLinesImport(bytes)
    let (rows, errors) = source.readAll()
    #expect(source.ignored == [])
    return try LedgerImport(ImportRows(rows, unreadable: errors)).run(
      in: repository, by: author, dryRun: dryRun)
  }

  /// All that a ledger says of its prompts, but for the ids of commits.
  static func facts(_ repository: Repository) throws -> [String] {
    var facts = try repository.environments().map { "\($0.name): \($0.rules)" }
    for prompt in try repository.prompts() {
      let record = JSONValue.object(prompt.record.json).text(.canonical)
      facts.append("\(prompt.name) \(record)")
      for version in try repository.versions(of: prompt.name) {
        let step = try repository.commitMetadata(at: version.commit)
        facts.append(
          "\(prompt.name)@\(version.number) \(version.hash) \(version.id) \(step) "
            + "\(version.message)")
      }
      for pointer in try repository.pointers(of: prompt.name) {
        let moves = try repository.moves(of: pointer, prompt.name)
        for move in moves {
          let restored = move.restores.flatMap { id in moves.firstIndex { $0.commit == id } }
          facts.append(
            "\(prompt.name) \(pointer) \(move.version) \(move.hash) after "
              + "\(move.previousVersion ?? 0), restores \(restored ?? -1), "
              + "\(try repository.commitMetadata(at: move.commit))")
        }
      }
    }
    return facts
  }

  @Test(arguments: 0..<(isExtra ? 200 : 8))
  func `what is exported is imported, into every store`(seed: Int) async throws {
    let script = LedgerScript(seed: seed)
    let repository = Repository(store: MemoryStore(), makeUUID: LedgerScript.ids())
    try script.run(on: repository)
    let (bytes, facts) = (try Self.export(repository), try Self.facts(repository))
    for kind in TestStore.allCases {
      try await kind.withStore { store in
        let copy = Repository(store: store)
        let report = try Self.restore(bytes, in: copy)
        #expect(report.rejected == [] && report.leftAlone == [])
        #expect(try Self.facts(copy) == facts, "\(kind), seed \(seed)")
        #expect(try Self.export(copy) == bytes, "\(kind), seed \(seed)")
        let references = try store.references(under: "refs/")
        let again = try Self.restore(bytes, in: copy)
        #expect(again.versionCount == 0 && again.leftAlone == [] && again.environments == [])
        #expect(again.unchangedCount == report.created.count)
        #expect(try store.references(under: "refs/") == references)
        // What goes back goes back to the same.
        for name in try repository.names() {
          for pointer in try repository.pointers(of: name) {
            #expect(
              Self.back(repository, name, pointer) == Self.back(copy, name, pointer),
              "\(kind), seed \(seed)")
          }
        }
      }
    }
  }

  /// What a rollback of a pointer goes to, which is not done.
  private static func back(
    _ repository: Repository, _ name: PromptName, _ pointer: Pointer
  ) -> String {
    var found = ""
    do throws(RepositoryError) {
      try repository.change(by: author) { transaction throws(RepositoryError) in
        found = "v\(try transaction.rollback(name, pointer).version)"
        throw RepositoryError(.invalid, "enough")
      }
    } catch {
      if found.isEmpty { found = error.code.rawValue }
    }
    return found
  }

  private func make() throws -> Repository {
    let repository = Repository(store: MemoryStore(), makeUUID: LedgerScript.ids())
    try LedgerScript(seed: 1).begin(on: repository)
    return repository
  }

  @Test func `versions and moves have the same commits`() throws {
    let (repository, copy) = (try make(), Repository(store: MemoryStore()))
    try Self.restore(Self.export(repository), in: copy)
    let chains = try repository.store.references(in: .prompts)
      .filter { !$0.name.rawValue.hasSuffix("/@info") }
    #expect(chains.count == 6)
    for chain in chains { #expect(try copy.target(of: chain.name) == chain.target) }
  }

  @Test func `a prompt that is here keeps what is live, and it is said`() throws {
    let repository = try make()
    let bytes = try Self.export(repository)
    let (reply, production) = (try PromptName("support/reply"), try EnvironmentName("production"))
    let copy = Repository(store: MemoryStore())
    try Self.restore(bytes, in: copy)
    try copy.by(Self.author).rollback(reply, reason: "here")
    try copy.by(Self.author).rollback(reply, .environment(production))
    try copy.change(by: Self.author) { transaction throws(RepositoryError) in
      try transaction.unarchive(PromptName("old"))
      try transaction.setEnvironment(
        DeploymentEnvironment(EnvironmentName("staging"), isProtected: true))
    }
    let references = try copy.store.references(under: "refs/")
    let report = try Self.restore(bytes, in: copy)
    #expect(try copy.store.references(under: "refs/") == references)
    #expect(
      report.leftAlone == [
        "environment staging: its rules here are protected, in the file none",
        "old: it is not archived here, and in the file",
        "support/reply: v1 is live here in active, v2 in the file",
        "support/reply: v1 is live here in production, v2 in the file",
      ])
  }

  @Test func `a rollback since the last import comes with the next one`() throws {
    let source = Repository(store: MemoryStore())
    let name = try PromptName("a")
    try source.by(Self.author).create(
      name, VersionDraft(VersionContent(template: "kind")))
    let copies = [Repository(store: MemoryStore()), Repository(store: MemoryStore())]
    for copy in copies { try Self.restore(Self.export(source), in: copy) }
    try source.by(Self.author).addVersion(
      VersionDraft(VersionContent(template: "rude")), to: name)
    try source.by(Self.author).rollback(name, reason: "bad")
    let bytes = try Self.export(source)
    let report = try Self.restore(bytes, in: copies[0])
    #expect(report.leftAlone == [])
    #expect(try copies[0].active(of: name)?.number == 1)
    #expect(try copies[0].withdrawal(of: name)?.versions == [2])
    #expect(try copies[0].withdrawal(of: name)?.reason == "bad")
    #expect(try Self.restore(bytes, in: copies[0]).unchangedCount == 1)
    // A move alone is a change, too.
    try source.by(Self.author).activate(name, .number(2))
    let moved = try Self.restore(Self.export(source), in: copies[0])
    #expect(moved.changed == [name] && moved.versionCount == 0 && moved.unchangedCount == 0)
    #expect(try copies[0].active(of: name)?.number == 2)
    // Where it was moved otherwise, that stays, and it is said.
    try copies[1].by(Self.author).addVersion(
      VersionDraft(VersionContent(template: "rude")), to: name)
    try copies[1].by(Self.author).activate(name, .number(1))
    try copies[1].by(Self.author).activate(name, .number(2))
    let other = try Self.restore(bytes, in: copies[1])
    #expect(other.leftAlone == ["a: v2 is live here in active, v1 in the file"])
    #expect(try copies[1].active(of: name)?.number == 2)
  }

  @Test func `a record that was edited since keeps what it has, and it is said`() throws {
    let source = Repository(store: MemoryStore())
    let name = try PromptName("a")
    try source.by(Self.author).create(
      name, VersionDraft(VersionContent(template: "text")), title: "T", description: "D")
    let bytes = try Self.export(source)
    try source.by(Self.author).edit(
      name, RecordEdit(title: .set("New"), metadata: .set(["k": 1])))
    let report = try Self.restore(bytes, in: source)
    #expect(report.changed == [] && report.unchangedCount == 1)
    #expect(
      report.leftAlone == ["a: its title was edited here since"])
    #expect(try source.existing(name).record.title == "New")
    #expect(try source.existing(name).record.metadata == ["k": 1])
  }

  @Test func `an environment that was removed here does not come back`() throws {
    let repository = try make()
    let bytes = try Self.export(repository)
    let copy = Repository(store: MemoryStore())
    let staging = try EnvironmentName("staging")
    try copy.change(by: Self.author) { transaction throws(RepositoryError) in
      try transaction.addEnvironment(DeploymentEnvironment(staging))
    }
    try copy.change(by: Self.author) { transaction throws(RepositoryError) in
      try transaction.removeEnvironment(staging)
    }
    let report = try Self.restore(bytes, in: copy)
    #expect(try copy.environments().map(\.name.rawValue) == ["production"])
    #expect(
      try copy.pointers(of: PromptName("support/reply")).map(\.label) == [
        "active", "env/production",
      ])
    #expect(report.leftAlone.count == 3, "\(report.leftAlone)")
    #expect(report.leftAlone.first == "environment staging: it was removed here")
  }

  @Test func `a prompt of which a row is missing is imported without its moves`() throws {
    let bytes = try Self.export(make())
    var lines = bytes.split(separator: 10)
    let place = try #require(
      lines.firstIndex { String(decoding: $0, as: UTF8.self).contains("Two {{x}}") })
    lines[place] = ArraySlice(
      String(decoding: lines[place], as: UTF8.self)
        .replacing("Two {{x}}", with: "Other").utf8)
    let copy = Repository(store: MemoryStore())
    let report = try Self.restore(Array(lines.joined(separator: [10])), in: copy)
    #expect(report.rejected.count == 2 || report.rejected.count == 1, "\(report.rejected)")
    #expect(
      report.rejected.first?.reason.contains("its text is not the one that was exported") == true)
    #expect(try copy.active(of: PromptName("support/reply"))?.number == 1)
  }

  @Test func `rows without details are read as before, and details that cannot be are said`() throws
  {
    let bytes = try Self.export(make())
    var source = JSONLinesImport(bytes)
    let rows = source.readAll().rows.map { row in
      var row = row
      row.details = nil
      return row
    }
    let copy = Repository(store: MemoryStore())
    let report = try LedgerImport(ImportRows(rows)).run(in: copy, by: Self.author)
    #expect(report.rejected == [] && report.created.count == 2)
    #expect(try copy.active(of: PromptName("support/reply"))?.number == 2)
    #expect(try copy.environments().isEmpty)
    for (member, reason) in [
      (#"{"export":2}"#, "says nothing of the version's hash"),
      (#"{"export":2,"hash":"x"}"#, "in “promptrepo”"),
      (#"{"export":"2","hash":"x"}"#, "the shape “export” is not 2"),
      (
        #"{"export":2,"hash":"sha256:\#(String(repeating: "0", count: 64))"}"#,
        "not the one that was"
      ),
      (
        #"{"export":2,"hash":"sha256:\#(String(repeating: "0", count: 64))","trailers":{"A b":"c"}}"#,
        "not the name of a trailer"
      ),
      (
        #"{"export":2,"hash":"sha256:\#(String(repeating: "0", count: 64))","trailers":{"Prompt-Id":"c"}}"#,
        "follows from where"
      ),
      (
        #"{"export":2,"hash":"sha256:\#(String(repeating: "0", count: 64))","pointers":{"env/a":[{"version":1,"restores":0}]}}"#,
        "does not come before"
      ),
      ("[]", "must be an object"),
    ] {
      let line =
        #"{"id":"prompt_00112233445566778899aabbccddeeff","name":"n","template":"t","version":1,"#
        + #""author":"A <a@b>","created_at":"2026-01-01T00:00:00Z","promptrepo":\#(member)}"#
      let report = try Self.restore(Array(line.utf8), in: copy)
      #expect(report.rejected.count == 1)
      #expect(report.rejected.first?.reason.contains(reason) == true, "\(report.rejected)")
    }
    // Another program's member of this name.
    let report2 = try Self.restore(
      Array(#"{"name":"n","template":"t","promptrepo":{"x":1}}"#.utf8), in: copy)
    #expect(report2.rejected == [])
    var newer = JSONLinesImport(
      Array(#"{"name":"n","template":"t","promptrepo":{"export":3}}"#.utf8))
    _ = newer.readAll()
    #expect(newer.unknownShape == 3)
  }
}
