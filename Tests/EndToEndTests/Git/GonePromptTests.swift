import TestSupport
import Testing

/// Files whose prompts were deleted or renamed elsewhere, in clones with an index and without.
@Suite struct GonePromptTests {
  let team: Team
  let first: PromptRepo

  init() throws {
    team = try Team()
    first = team.first
    try first.write("prompts/sales/pitch.prompt", "Buy!")
    try first.write("prompts/other.prompt", "Hello")
    try first.gitCommit("Add prompts")
    try first.ok("commit", "--first")
    try first.workTree("push", "-q")
    try first.ok("push")
  }

  /// A clone whose branch still has the old file, with its ledger up to date.
  private func clone(_ name: String, hasIndex: Bool, change: () throws -> Void) throws -> PromptRepo
  {
    let repo = try team.clone(name)
    if hasIndex {
      try repo.ok("pull")
      try repo.ok("checkout")
    }
    try change()
    try repo.ok("pull")
    return repo
  }

  private func names(_ repo: PromptRepo) throws -> [String] {
    try repo.json("list").map { $0.text("name") }
  }

  private func rename() throws {
    try first.ok("mv", "sales/pitch", "sales/deck")
    try first.gitCommit("Rename")
    try first.workTree("push", "-q")
    try first.ok("push")
  }

  @Test(arguments: [false, true], ["Buy!", "Buy now!"])
  func aDeletedPromptStaysDeleted(hasIndex: Bool, text: String) throws {
    let second = try clone("second", hasIndex: hasIndex) {
      try first.ok("delete", "sales/pitch", "--yes")
      try first.ok("push")
    }
    try second.write("prompts/sales/pitch.prompt", text)
    #expect(try second.state(of: "sales/pitch") == "conflict")
    #expect(try second.json("status").map { $0.text("state") }.contains("conflict"))
    let status = try second.ok("status")
    #expect(
      status.contains("deleted; remove the file, or `promptrepo commit sales/pitch`"), "\(status)")
    let message = try second.refusal("commit", status: 2)
    #expect(message.contains("promptrepo commit sales/pitch"), "\(message)")
    #expect(try names(second) == ["other"])
    // Who wants it back says so.
    try second.ok("commit", "sales/pitch")
    #expect(try second.state(of: "sales/pitch") == "unchanged")
    #expect(try second.json("log", "sales/pitch").count == 1)
  }

  @Test(arguments: [false, true])
  func aRenamedPromptHasNoDouble(hasIndex: Bool) throws {
    let second = try clone("second", hasIndex: hasIndex, change: rename)
    let status = try second.ok("status")
    #expect(
      status.contains(
        "its prompt is sales/deck now: `git pull` brings the file, or "
          + "`promptrepo mv sales/pitch sales/deck` moves it"), "\(status)")
    #expect(!status.contains("mv sales/deck"), "\(status)")
    try second.refusal("commit", status: 2)
    try second.refusal("commit", "sales/pitch", status: 2)
    try second.ok("checkout")
    try second.refusal("commit", status: 2)
    #expect(try names(second) == ["other", "sales/deck"])
    try second.remove("prompts/sales/deck.prompt")
    let before = try second.ledger()
    try second.ok("mv", "sales/pitch", "sales/deck")
    #expect(try second.ledger() == before)
    #expect(try second.read("prompts/sales/deck.prompt") == "Buy!")
    #expect(!second.exists("prompts/sales/pitch.prompt"))
    #expect(try second.state(of: "sales/deck") == "unchanged")
    #expect(try second.ok("commit") == "Nothing to commit.\n")
  }

  @Test(arguments: [false, true])
  func aFileFollowsItsPrompt(hasIndex: Bool) throws {
    let second = try clone("second", hasIndex: hasIndex, change: rename)
    #expect(try second.json("status", "sales/pitch").first?.text("renamed_to") == "sales/deck")
    try second.refusal("mv", "sales/pitch", "other", status: 2)
    #expect(try second.ok("mv", "sales/pitch", "sales/deck") == "sales/pitch is sales/deck now\n")
    #expect(try second.ok("status") == "2 unchanged\n")
  }

  @Test(arguments: [false, true])
  func gitBringsTheRenamedFile(hasIndex: Bool) throws {
    let second = try clone("second", hasIndex: hasIndex, change: rename)
    try second.workTree("pull", "-q")
    #expect(try second.ok("commit") == "Nothing to commit.\n")
    #expect(try second.state(of: "sales/deck") == "unchanged")
  }

  @Test func anEditGoesAlongToTheNewName() throws {
    let second = try clone("second", hasIndex: true, change: rename)
    try second.write("prompts/sales/pitch.prompt", "Buy now!")
    #expect(try second.state(of: "sales/pitch") == "conflict")
    try second.ok("mv", "sales/pitch", "sales/deck")
    #expect(try second.state(of: "sales/deck") == "changed")
    try second.ok("commit")
    #expect(try second.json("log", "sales/deck").map { $0.number("version") } == [2, 1])
    #expect(try names(second) == ["other", "sales/deck"])
  }

  /// Two prompts exchange their names in the ledger before git brings their files.
  @Test(arguments: [false, true], [false, true])
  func exchangedNamesCrossNoTexts(hasIndex: Bool, isEdited: Bool) throws {
    let second = try clone("second", hasIndex: hasIndex) {
      for (old, new) in [("sales/pitch", "tmp"), ("other", "sales/pitch"), ("tmp", "other")] {
        try first.ok("mv", old, new)
      }
      try first.gitCommit("Exchange")
      try first.workTree("push", "-q")
      try first.run("push")
      try first.ok("push")
    }
    if isEdited { try second.write("prompts/other.prompt", "Hello there") }
    let status = try second.ok("status")
    #expect(
      status.contains(
        "prompts/sales/pitch.prompt  it is the file of other, which was sales/pitch before: "
          + "`git pull` brings the one of sales/pitch, or `promptrepo checkout --force "
          + "sales/pitch` writes it over this one\n"), "\(status)")
    #expect(
      isEdited && !hasIndex || status.contains("it is the file of sales/pitch, which was other"),
      "\(status)")
    let before = try second.ledger()
    try second.refusal("commit", "sales/pitch", status: 2)
    let message = try second.refusal("commit", status: 2)
    #expect(
      message.contains(
        "prompts/sales/pitch.prompt is still the file of 'other', which had the name 'sales/pitch' "
          + "before"), "\(message)")
    #expect(try second.ledger() == before)
    guard !isEdited else { return }
    try second.workTree("pull", "-q")
    #expect(try second.ok("status") == "2 unchanged\n")
    #expect(try second.read("prompts/sales/pitch.prompt") == "Hello")
    // From here on it is an edit, also to the text that the other prompt has.
    try second.write("prompts/sales/pitch.prompt", "Buy!")
    #expect(try second.state(of: "sales/pitch") == "changed")
  }

  @Test func aNamePassedOnWithoutGitIsWrittenByACheckout() throws {
    let second = try clone("second", hasIndex: true) {
      try first.ok("mv", "sales/pitch", "sales/deck")
      try first.ok("new", "sales/pitch", "--template", "Another")
      try first.ok("commit", "sales/pitch")
      try first.run("push")
      try first.ok("push")
    }
    let status = try second.ok("status")
    #expect(
      status.contains("it is the file of sales/deck, which was sales/pitch before"), "\(status)")
    try second.refusal("commit", status: 2)
    try second.ok("checkout", "--force", "sales/pitch")
    try second.ok("checkout")
    #expect(try second.read("prompts/sales/pitch.prompt") == "Another")
    #expect(try second.read("prompts/sales/deck.prompt") == "Buy!")
    #expect(try second.ok("status") == "3 unchanged\n")
    // Who wants the former text as the next version says so.
    try second.write("prompts/sales/pitch.prompt", "Buy!")
    try second.ok("commit", "-m", "The same again")
    #expect(try second.json("log", "sales/pitch").count == 2)
  }

  @Test func aNewPromptMayHaveTheNameOfADeletedOne() throws {
    try first.ok("delete", "sales/pitch", "--yes")
    try first.ok("new", "sales/pitch", "--template", "Buy!")
    // git still has the old file, so that this may be an edit of it.
    #expect(try first.state(of: "sales/pitch") == "conflict")
    try first.remove("prompts/sales/pitch.prompt")
    try first.gitCommit("Delete the pitch")
    try first.ok("new", "sales/pitch", "--template", "Buy!")
    #expect(try first.state(of: "sales/pitch") == "new")
    try first.ok("commit")
    #expect(try first.json("log", "sales/pitch").count == 1)
  }

  @Test func aRenameMayBeUndoneByWhoeverHasTheNewFile() throws {
    try rename()
    try first.workTree("mv", "prompts/sales/deck.prompt", "prompts/pitch.prompt")
    try first.ok("mv", "sales/deck", "pitch")
    try first.gitCommit("Rename again")
    try first.workTree("mv", "prompts/pitch.prompt", "prompts/sales/deck.prompt")
    let status = try first.ok("status")
    #expect(status.contains("`promptrepo commit` renames pitch"), "\(status)")
    try first.ok("mv", "pitch", "sales/deck")
    #expect(try first.state(of: "sales/deck") == "unchanged")
  }

  @Test func aCloneThatNeverPulledIsToldTo() throws {
    let fresh = try team.clone("fresh")
    let pull = "`promptrepo pull` brings what the remote has"
    #expect(try fresh.ok("status").hasSuffix("\(pull).\n"))
    for arguments in [
      ["show", "other"], ["log", "other"], ["rollback", "other"], ["diff", "other"],
    ] {
      let result = try fresh.run(arguments)
      fresh.expectRefusal(result, status: 1, "\(arguments)")
      #expect(result.stderr.contains(pull), "\(result.stderr)")
      #expect(!result.stderr.contains("promptrepo commit"), "\(result.stderr)")
    }
    try fresh.ok("pull")
    #expect(try fresh.ok("status") == "2 unchanged\n")
    #expect(try !fresh.refusal("show", "none").contains("pull"))
  }
}
