import Foundation
import PromptFiles
import PromptRepo
import TestSupport
import Testing

/// Files that only stand for the text are not taken for it.
@Suite struct StandInTests {
  static let digits = String(repeating: "4980243b", count: 8)

  static let cases: [(text: String, what: String, remedy: String)] = [
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:\(digits)\nsize 12345\n",
      "a pointer of Git LFS", "git lfs pull"
    ),
    (
      "version https://git-lfs.github.com/spec/v1\r\noid sha256:\(digits)\r\nsize 12345\r\n",
      "a pointer of Git LFS", "git lfs pull"
    ),
    (
      "version https://git-lfs.github.com/spec/v1\next-0-foo sha256:\(digits)\noid sha256:\(digits)\n"
        + "size 1\n", "a pointer of Git LFS", "git lfs pull"
    ),
    (
      "version https://hawser.github.com/spec/v1\noid sha256:\(digits)\nsize 12345\n",
      "a pointer of Git LFS", "git lfs pull"
    ),
    (
      "/annex/objects/SHA256E-s12345--\(digits).md\n", "a pointer of git-annex", "git annex get"
    ),
    (
      "../.git/annex/objects/mW/8f/SHA256E-s5--\(digits)/SHA256E-s5--\(digits)",
      "a pointer of git-annex", "git annex get"
    ),
    ("#$# git-fat \(digits.prefix(40)) 12345\n", "a pointer of git-fat", "git fat pull"),
    ("\u{0}GITCRYPT\u{0}abc", "encrypted by git-crypt", "git-crypt unlock"),
    ("U2FsdGVkX1+\(digits)\n\(digits)==\n", "encrypted by transcrypt", "transcrypt"),
    ("$ANSIBLE_VAULT;1.1;AES256\n6162\n", "encrypted by ansible-vault", "ansible-vault decrypt"),
    ("age-encryption.org/v1\n-> X25519 a\n", "encrypted by age", "age --decrypt"),
    ("-----BEGIN PGP MESSAGE-----\n\nabc\n", "encrypted by PGP", "gpg --decrypt"),
    (
      "\u{feff}version https://git-lfs.github.com/spec/v1\noid sha256:\(digits)\nsize 1\n",
      "a pointer of Git LFS", "git lfs pull"
    ),
  ]

  @Test(arguments: cases.indices) func aWorkingFileIsRefused(_ place: Int) throws {
    let (text, what, remedy) = Self.cases[place]
    let desk = try Desk()
    #expect {
      try desk.commit("p", text)
    } throws: { error in
      guard let error = error as? RepositoryError else { return false }
      #expect(error.message == "prompts/p.prompt:1: this is \(what), not the text")
      return error.hint?.contains("`\(remedy)") == true
    }
    // One that stood for a version has not changed it.
    try desk.commit("p", "one\n")
    try desk.write("p", text)
    guard case .invalid = try desk.state("p") else {
      Issue.record("\(try desk.state("p"))")
      return
    }
  }

  @Test(arguments: cases.indices) func anImportNamesIt(_ place: Int) throws {
    let (text, what, remedy) = Self.cases[place]
    for name in ["big.md", "big.prompt", "big.txt", "big.prompty", "big.prompt.yml"] {
      let folder = try TemporaryDirectory()
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.appending(name)))
      var source = try FilesImport(folder: folder.path)
      let (rows, errors) = source.readAll()
      #expect(rows.isEmpty)
      #expect(errors.first?.reason.hasPrefix("\(name): this is \(what), not the text. `") == true)
      #expect(errors.first?.reason.contains("`\(remedy)") == true)
    }
  }

  /// Where links are not made, git writes a file with the path of the link's target.
  @Test func aLinkThatGitWroteAsAFileIsRefused() throws {
    let code = try CodeDesk()
    try code.desk.write("real", "text\n")
    try FileManager.default.createSymbolicLink(
      atPath: code.desk.folder.appending("prompts/a.prompt"), withDestinationPath: "real.prompt")
    try code.git("add", "-A")
    try code.git("commit", "-q", "-m", "a link")
    try code.git("config", "core.symlinks", "false")
    try FileManager.default.removeItem(atPath: code.desk.folder.appending("prompts/a.prompt"))
    try code.git("checkout", "--", "prompts/a.prompt")
    #expect(try code.desk.read("a") == "real.prompt")
    #expect { try code.desk.commit(["a"]) } throws: { error in
      (error as? RepositoryError)?.message.contains("a symbolic link that git wrote as a file")
        == true
    }
    // Text is put in its place.
    try code.desk.write("a", "one line")
    #expect(try code.desk.state("a") == .new)
  }

  /// Text that only mentions these is text.
  @Test(arguments: [
    "version https://git-lfs.github.com/spec/v1 is what a pointer begins with",
    "Explain:\nversion https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
    "See /annex/objects/ for more", "../.git/annex/objects/x\nis a link\n",
    "U2FsdGVkX1 is not base 64!",
    "version https://git-lfs.github.com/spec/v1\n"
      + String(repeating: "oid of a long text about pointers\n", count: 40),
  ]) func textIsText(_ text: String) throws {
    #expect(try PromptFile(parsing: Array(text.utf8), path: "p").template.utf8.count > 0)
  }

  /// A template may be all of these, with a header before it.
  @Test(arguments: cases.indices) func aTemplateComesBack(_ place: Int) throws {
    let text = Self.cases[place].text
    guard !text.utf8.contains(0) else { return }
    let bytes = try PromptFile.bytes(template: text, path: "p")
    #expect(bytes.starts(with: "---".utf8))
    #expect(Array(try PromptFile(parsing: bytes, path: "p").template.utf8) == Array(text.utf8))
  }
}
