import CanonicalJSON
import Foundation
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// What a file has around its template is written back as it was read.
@Suite struct FileFrameTests {
  static let mark = "\u{feff}"
  static let licence = "# Copyright 2030 Example Org\n# SPDX-License-Identifier: MIT\n\n"

  /// Files as editors and other tools write them.
  static let files: [String] = [
    "---\r\nmodel: m1\r\n---\r\nHi\r\nBye\r\n", "---\r\nmodel: m1\r\n---\r\nHi\r\n", "Hi\r\n",
    "Hi\r\nBye", "Hi", "Hi\n", "Hi\r\nBye\r\n", "---\r\nmodel: m1\r\n---\r\nHi\nBye\n",
    "---\nmodel: m1\n---\nHi\r\nBye\r\n", "---\nmodel: m1\n---\nHi\r\nBye\n", "Hi\nBye\r\n",
    "\(mark)Hi\n", "\(mark)---\nmodel: m1\n---\nHi\n", "\(mark)---\r\ntitle: T\r\n---\r\nHi\r\n",
    "--- \nmodel: m1\n---\t \nHi\n", "---  \r\nmodel: m1\r\n--- \r\nHi\r\n",
    "\(licence)---\nmodel: m1\n---\nHi\n", "\(licence)---\n{model: m1}\n---\nHi\n",
    "\(mark)#\r\n \t\r\n--- \r\nmodel: m1\r\n---\r\nHi", "\n\n---\nmodel: m1\n---\nHi\n",
    "---\n# fast\nmodel:   'm1' # cheap\n---\nHi\n", "---\n---\nHi\n", "---\n\n---\nHi\n",
    "---\n# nothing\n---\nHi\n", "---\nname: p\nmodel: m1\n---\nHi\n", "a\rb\r", "a\rb\r\n",
    "a\rb\n",
    "Hi\n\n\n", "Hi\r\n\r\n", "---\n---\n---\nHi\n", "---\n---\n# T\n---\nk: v\n---\nHi\n",
    "---\r\n---\r\n---\r\nHi\r\n", "---\nmodel: m1\n---\nHi",
    "---\ntitle: 'T'\nmodel: m1\n---\n\nHi\n",
    "# T\n\n---\n\nHi\n", "# T\n---\nHi there\n---\nBye\n",
  ]

  private func checkout(_ desk: Desk, _ name: String) throws {
    let plan = try desk.workspace.planCheckout(of: [PromptName(name): nil], from: desk.repository)
    try desk.workspace.checkout(plan)
  }

  @Test(arguments: files) func aFileThatIsGoneComesBackAsItWas(_ text: String) throws {
    let desk = try Desk()
    try desk.commit("p", text)
    let template = try desk.latestTemplate("p")
    try desk.remove("p")
    try checkout(desk, "p")
    #expect(try Array(desk.read("p").utf8) == Array(text.utf8))
    #expect(try desk.status("p").isClean)
    // The same after a move, where the header's name follows.
    try desk.workspace.rename(
      PromptName("p"), to: PromptName("a/q"), in: desk.repository, by: Desk.author)
    try desk.remove("a/q")
    try checkout(desk, "a/q")
    let moved = text.replacingOccurrences(of: "name: p\n", with: "name: a/q\n")
    #expect(try Array(desk.read("a/q").utf8) == Array(moved.utf8))
    #expect(try Array(desk.latestTemplate("a/q").utf8) == Array(template.utf8))
    #expect(try desk.status("a/q").isClean)
  }

  /// A clone knows nothing of how files were written but what git has.
  @Test func aFreshCloneWritesWhatGitHas() throws {
    let desk = try CodeDesk()
    for (place, text) in Self.files.enumerated() {
      try desk.desk.write("\(place)/p", text.replacingOccurrences(of: "name: p\n", with: ""))
    }
    try desk.git("add", "-A")
    try desk.git("commit", "-q", "-m", "All")
    try desk.desk.commit()
    let clone = try CodeDesk(cloning: desk)
    try clone.git("rm", "-q", "-r", "--cached", "prompts")
    try FileManager.default.removeItem(atPath: "\(clone.desk.workspace.root)/prompts")
    try clone.git("reset", "-q")
    let plan = try clone.desk.workspace.planCheckout(from: clone.desk.repository)
    #expect(plan.items.count == Self.files.count)
    try clone.desk.workspace.checkout(plan)
    #expect(try clone.git("status", "--porcelain") == "")
    #expect(try clone.desk.workspace.status(in: clone.desk.repository).isClean)
  }

  /// With `core.autocrlf` git has LF and writes CR LF.
  @Test func lineEndsAreThoseThatGitWouldCheckOut() throws {
    let desk = try CodeDesk()
    try desk.git("config", "core.autocrlf", "true")
    try desk.cut("p", "---\r\nmodel: m1\r\n---\r\nHi\r\n")
    try desk.desk.remove("p")
    try desk.desk.removeIndex()
    try FileManager.default.removeItem(atPath: "\(desk.desk.workspace.indexPath)-frames")
    try checkout(desk.desk, "p")
    #expect(try desk.desk.read("p") == "---\r\nmodel: m1\r\n---\r\nHi\r\n")
    #expect(try desk.git("status", "--porcelain") == "")
  }

  @Test func theFrameIsNoContent() throws {
    let desk = try Desk()
    let plain = try desk.commit("plain", "---\nmodel: m1\n---\nHi\n").results[0].version?.hash
    for text in [
      "---\r\nmodel: m1\r\n---\r\nHi\r\n", "\(Self.mark)---\nmodel: m1\n---\nHi\n",
      "\(Self.licence)---\nmodel: m1\n---\nHi", "--- \nmodel: m1\n--- \nHi\n",
    ] {
      try desk.write("plain", text)
      #expect(try desk.status("plain").isClean)
      let other = try Desk()
      #expect(try other.commit("other", text).results[0].version?.hash == plain)
    }
  }

  /// The next version stands in the frame of the one before; its lines end in one way.
  @Test(arguments: [
    (
      "---\r\nmodel: m1\r\n---\r\nHi\r\nBye\r\n", "Hi\r\nNew",
      "---\r\nmodel: m1\r\n---\r\nHi\r\nNew\r\n"
    ),
    ("---\r\nmodel: m1\r\n---\r\nHi\r\nBye\r\n", "Hi\nNew", "---\nmodel: m1\n---\nHi\nNew\n"),
    ("---\nmodel: m1\n---\nHi\nBye\n", "Hi\r\nNew", "---\r\nmodel: m1\r\n---\r\nHi\r\nNew\r\n"),
    ("---\r\nmodel: m1\r\n---\r\nHi\r\n", "New", "---\r\nmodel: m1\r\n---\r\nNew\r\n"),
    ("---\r\nmodel: m1\r\n---\r\nHi\r\n", "Hi\nNew\n", "---\nmodel: m1\n---\nHi\nNew\n\n"),
    ("Hi\r\nBye\r\n", "New", "New\r\n"), ("Hi\r\nBye", "Hi\r\nNew", "Hi\r\nNew"),
    ("Hi", "New", "New"),
    ("Hi", "New\n", "New\n\n"), ("Hi", "New\r", "New\r"),
    (
      "\(mark)\(licence)--- \nmodel: m1\n---\nHi\n", "---\nNew",
      "\(mark)\(licence)--- \nmodel: m1\n---\n---\nNew\n"
    ),
  ])
  func theNextVersionStandsInIt(_ text: String, _ template: String, _ expected: String) throws {
    for isGone in [false, true] {
      let desk = try Desk()
      try desk.commit("p", text)
      try desk.cutElsewhereKeepingConfig("p", template)
      if isGone { try desk.remove("p") }
      try checkout(desk, "p")
      #expect(try Array(desk.read("p").utf8) == Array(expected.utf8))
      #expect(try desk.status("p").isClean)
      #expect(try Array(desk.latestTemplate("p").utf8) == Array(template.utf8))
    }
  }

  @Test func aLicenceStaysWhereTheConfigurationIsAnother() throws {
    let desk = try Desk()
    let head = "\(Self.mark)\(Self.licence)--- \n"
    try desk.commit("p", "\(head)model: m1\n---\nHi\n")
    for (config, header) in [(["model": "m2"], "model: m2\n"), (nil, "{}\n")]
      as [(JSONObject?, String)]
    {
      try desk.repository.by(Desk.author).addVersion(
        VersionDraft(try VersionContent(template: "Hi", config: config)), to: PromptName("p"))
      try checkout(desk, "p")
      #expect(try desk.read("p") == "\(head)\(header)---\nHi\n")
      #expect(try desk.status("p").isClean)
    }
  }

  @Test(arguments: [
    ("---\r\nmodel: m1\r\n---\r\nHi\r\n", "---\r\ntitle: T\r\nmodel: m1\r\n---\r\nHi\r\n"),
    ("Hi\r\n", "---\r\ntitle: T\r\n---\r\nHi\r\n"),
    ("Hi\r\nBye", "---\r\ntitle: T\r\n---\r\nHi\r\nBye"),
    ("---\r\n---\r\nHi\n", "---\r\ntitle: T\r\n---\r\nHi\n"),
    ("\(mark)Hi", "\(mark)---\ntitle: T\n---\nHi"),
    (
      "\(mark)\(licence)---\t\n{model: m1}\n---\nHi",
      "\(mark)\(licence)---\t\ntitle: T\nmodel: m1\n---\nHi"
    ),
    (
      "\(licence)---\n# fast\nmodel: m1\n---\nHi\n",
      "\(licence)---\ntitle: T\n# fast\nmodel: m1\n---\nHi\n"
    ),
  ])
  func anEditOfTheRecordChangesItsLinesOnly(_ text: String, _ expected: String) throws {
    let desk = try Desk()
    try desk.commit("p", text)
    let edit = RecordEdit(title: .set("T"))
    try desk.workspace.set(PromptName("p"), edit, in: desk.repository, by: Desk.author)
    #expect(try Array(desk.read("p").utf8) == Array(expected.utf8))
    #expect(try desk.status("p").isClean)
    try desk.remove("p")
    try checkout(desk, "p")
    #expect(try Array(desk.read("p").utf8) == Array(expected.utf8))
  }

  @Test func aMergeEndsLinesAsTheFileDoes() throws {
    let desk = try Desk()
    let head =
      "\(Self.licence.replacingOccurrences(of: "\n", with: "\r\n"))---\r\nmodel: m1\r\n---\r\n"
    try desk.commit("p", "\(head)one\r\ntwo\r\nthree\r\n")
    try desk.cutElsewhereKeepingConfig("p", "one\r\ntwo\r\nTHREE")
    try desk.write("p", "\(head)ONE\r\ntwo\r\nthree\r\n")
    func merge() throws {
      let plan = try desk.workspace.planCheckout(
        of: [PromptName("p"): nil], from: desk.repository, options: CheckoutOptions(merges: true))
      try desk.workspace.checkout(plan)
    }
    try merge()
    #expect(try desk.read("p") == "\(head)ONE\r\ntwo\r\nTHREE\r\n")
    try desk.commit()
    try desk.cutElsewhereKeepingConfig("p", "ONE\r\ntwo\r\nthree")
    try desk.write("p", "\(head)ONE\r\ntwo\r\nDrei")
    try merge()
    let marked = try desk.read("p")
    #expect(marked.contains("<<<<<<< file\r\nDrei\r\n"))
    #expect(marked.utf8.split(separator: 0x0a).allSatisfy { $0.last == 0x0d })
    #expect(try desk.state("p") == .conflict(.markers))
  }

  @Test func anExportHasTheFramesOfTheFiles() throws {
    let desk = try Desk()
    let text = "\(Self.mark)\(Self.licence)--- \nmodel:  m1\n---\nHi"
    try desk.commit("a/p", text)
    let folder = try TemporaryDirectory()
    let name = try PromptName("a/p")
    let prompt = try desk.repository.existing(name)
    let content = try desk.repository.content(of: desk.repository.version(name, .latest))
    try FilesExport(folder: folder.path, besides: desk.workspace)
      .write(name, content, prompt.record)
    let written = try Data(contentsOf: URL(fileURLWithPath: folder.appending("a/p.prompt")))
    #expect(Array(written) == Array(text.utf8))
  }

  @Test func aDamagedNoteCountsAsNone() throws {
    let desk = try Desk()
    try desk.commit("p", "Hi\r\n")
    let path = "\(desk.workspace.indexPath)-frames"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    for bytes in [
      Data(), Data("promptrepo-frames 1\n".utf8), whole.dropLast(3), Data([0xff]) + whole,
    ] {
      try bytes.write(to: URL(fileURLWithPath: path))
      try desk.remove("p")
      try checkout(desk, "p")
      #expect(try desk.read("p") == "Hi\n")
    }
    try desk.write("p", "Hi\r\n")
    try desk.commit()
    try desk.remove("p")
    try checkout(desk, "p")
    #expect(try Array(desk.read("p").utf8) == Array("Hi\r\n".utf8))
  }
}
