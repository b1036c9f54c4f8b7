import CommandKit
import Foundation
import TestSupport
import Testing

/// A command line up to the cursor and after it, the words that bash makes of it, and what is to be
/// offered.
struct BashCase: Sendable, CustomTestStringConvertible {
  let line: String
  let rest: String
  let words: [String]
  let offered: [String]

  /// What readline would replace: the last word, with an `@` before it but no `=` or `:`.
  var replaced: String {
    let word = String(line.reversed().prefix { !" =:@\"".contains($0) }.reversed())
    return line.dropLast(word.count).last == "@" ? "@\(word)" : word
  }

  /// Splits as bash does with its usual `COMP_WORDBREAKS`: at spaces, and around `=`, `:` and `@`.
  ///
  /// - Parameter rest: What stands after the cursor, of the last word.
  init(_ line: String, rest: String = "", _ offered: [String]) {
    var words = [""]
    for character in line {
      let isBreak = "=:@".contains(character)
      let afterBreak = words.last.map { !$0.isEmpty && $0.allSatisfy("=:@".contains) } == true
      if character == " " {
        if words.last?.isEmpty == false { words.append("") }
      } else if words.last?.isEmpty == false && isBreak != afterBreak {
        words.append(String(character))
      } else {
        words[words.count - 1].append(character)
      }
    }
    words[words.count - 1] += rest
    self.line = line
    self.rest = rest
    self.words = words
    self.offered = offered
  }

  var testDescription: String { line }
}

@Suite struct BashCompletionTests {
  /// Runs the script in a real bash, in a directory with a file and a directory.
  ///
  /// It runs twice: the first run notes what the program is asked, the second has the answer.
  ///
  /// - Returns: the words offered, and the arguments with which the program was asked.
  private func complete(
    _ test: BashCase, _ program: Program<SampleContext>, setup: String = ""
  ) throws -> (offered: [String], asked: [String]) {
    let directory = try TemporaryDirectory()
    let script = try #require(program.parse(["--generate-completion-script", "bash"]).printed)
    try script.write(
      toFile: directory.appending("completion.bash"), atomically: true, encoding: .utf8)
    try "".write(toFile: directory.appending("in put.csv"), atomically: true, encoding: .utf8)
    try FileManager.default.createDirectory(
      atPath: directory.appending("inner"), withIntermediateDirectories: true)
    #expect(try offered(test, in: directory, setup: setup) == [])
    let asked = Self.strings(
      try #require(FileManager.default.contents(atPath: directory.appending(".asked"))))
    let answer = try #require(try program.parse(asked).completion)
    try answer.map { "\($0)\n" }.joined()
      .write(toFile: directory.appending(".answer"), atomically: true, encoding: .utf8)
    return (try offered(test, in: directory, setup: setup), asked)
  }

  /// What bash offers where `.answer` is the program's answer, if there is one.
  ///
  /// - Parameter setup: What bash runs before.
  private func offered(
    _ test: BashCase, in directory: TemporaryDirectory, setup: String = ""
  ) throws -> [String] {
    let driver = #"""
      set -u
      . ./completion.bash
      sample() {
        printf '%s\0' "$@" >.asked
        [[ ! -e .answer ]] || cat .answer
      }
      COMP_LINE=$1$2; COMP_POINT=${#1}; replaced=$3; eval "$4"; shift 4
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
      [[ $(complete -p sample) == 'complete -F _sample sample' ]] || exit 9
      _sample sample "$replaced"
      ((${#COMPREPLY[@]})) && printf '%s\0' "${COMPREPLY[@]}"
      exit 0
      """#
    let result = try run(
      "/usr/bin/env",
      ["bash", "--norc", "-c", driver, "bash", test.line, test.rest, test.replaced, setup]
        + test.words,
      cwd: directory.path, env: ["LC_ALL": "C"])
    #expect(result.stderr == "")
    #expect(result.status == 0)
    #expect(!FileManager.default.fileExists(atPath: directory.appending("evil")))
    return Self.strings(Data(result.outputBytes))
  }

  /// The words of a line after the program's name, without a quote that is still open.
  private static func words(of test: BashCase) -> [String] {
    test.line.split(separator: " ", omittingEmptySubsequences: false).dropFirst()
      .map { $0.filter { $0 != "\"" } }
  }

  private static func strings(_ data: Data) -> [String] {
    data.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
  }

  static let shared = ["-C", "--json", "-h", "--help", "--version"]
  static let subcommands = [
    "rollback", "import", "move", "diff", "list", "push", "remote", "help",
  ]

  @Test(arguments: [
    BashCase("sample ", subcommands),
    BashCase("sample r", ["rollback", "remote"]),
    BashCase("sample ro", ["rollback"]),
    BashCase("sample x", []),
    BashCase("sample --json ", subcommands),
    BashCase("sample -C inner l", ["list"]),
    BashCase("sample -Cinner l", ["list"]),
    BashCase("sample -", shared + ["-v", "--generate-completion-script"]),
    BashCase("sample --generate-completion-script ", ["bash", "zsh", "fish"]),
    BashCase("sample --generate-completion-script=z", ["zsh"]),
    BashCase("sample -C in", ["inner"]),
    BashCase("sample list -C in", ["inner"]),
    BashCase("sample rollback -", ["--to", "-m", "--message", "-n", "--dry-run"] + shared),
    BashCase("sample rb --d", ["--dry-run"]),
    BashCase("sample rollback --to ", []),
    BashCase("sample rollback -m ", []),
    BashCase("sample import in", ["in put.csv", "inner"]),
    BashCase("sample import -", ["-f", "--format", "--limit", "--var"] + shared),
    BashCase("sample import --format ", ["csv", "jsonl", "files"]),
    BashCase("sample import -f j", ["jsonl"]),
    BashCase("sample import --format=", ["csv", "jsonl", "files"]),
    BashCase("sample import --format=f", ["files"]),
    BashCase("sample import --format=csv in", ["in put.csv", "inner"]),
    BashCase("sample import x --fo", ["--format"]),
    BashCase("sample import x ", ["-f", "--format", "--limit", "--var"] + shared),
    BashCase("sample import --var a=b in", ["in put.csv", "inner"]),
    BashCase("sample list -", ["-1", "--json", "-C", "-h", "--help", "--version"]),
    BashCase("sample list -- -", []),
    BashCase("sample fail ", []),
    BashCase("sample unknown ", []),
    BashCase("sample help i", ["import"]),
    BashCase("sample help ", subcommands.dropLast()),
    BashCase("sample help -", shared),
    BashCase("sample help import ", []),
    BashCase("sample help remote ", ["add", "remove"]),
    BashCase("sample help --json rem r", ["remove"]),
    BashCase("sample help remote add ", []),
    BashCase("sample remote ", ["add", "remove"]),
    BashCase("sample remote a", ["add"]),
    BashCase("sample rem r", ["remove"]),
    BashCase("sample remote -", shared),
    BashCase("sample --json remote -C inner ", ["add", "remove"]),
    BashCase("sample remote -C in", ["inner"]),
    BashCase("sample remote nothing ", []),
    BashCase("sample remote add -", ["-f", "--format", "--prompt"] + shared),
    BashCase("sample remote -C inner new --f", ["--format"]),
    BashCase("sample rem add --format=", ["csv", "jsonl", "files"]),
    BashCase("sample remote add -f j", ["jsonl"]),
    BashCase("sample remote add x in", ["inner"]),
    BashCase("sample --json -Cin", ["-Cinner"]),
    BashCase("sample remote add --format csv remote in", ["inner"]),
    BashCase("sample remote add x inner --p", ["--prompt"]),
    BashCase("sample remote remove --js", ["--json"]),
    BashCase("sample push --", ["--all", "--json", "--help", "--version"]),
    BashCase("sample help \"i", ["import"]),
    BashCase("sample import é --lim", ["--limit"]),
    BashCase("sample r", rest: "oll", ["rollback", "remote"]),
    BashCase("sample ", rest: "rollback", subcommands),
    BashCase("sample import --format=f", rest: "iles", ["files"]),
    BashCase("sample help \"i", rest: "mp", ["import"]),
  ])
  func `bash offers what the declarations say`(_ test: BashCase) throws {
    let (offered, asked) = try complete(test, sampleTool())
    // Names of files come as the file system has them; bash sorts what it shows.
    #expect(offered.sorted() == test.offered.sorted())
    #expect(asked == ["---complete"] + Self.words(of: test))
  }

  @Test(arguments: [
    BashCase(
      "sample rollback ",
      ["support/reply", "support/refund", "sales", #"\$\(touch\ evil\)"#, "support/reply@v1"]),
    BashCase("sample rollback su", ["support/reply", "support/refund", "support/reply@v1"]),
    BashCase(
      "sample -C sub rb -m why --to=3 su", ["support/reply", "support/refund", "support/reply@v1"]),
    BashCase("sample -C sub remote --json add --prompt sa", ["sales"]),
    BashCase("sample rollback support/reply@", ["@v1"]),
    BashCase("sample rollback support/reply@v", ["@v1"]),
    BashCase("sample rollback support/reply@x", []),
  ])
  func `bash asks the program for what only it knows`(_ test: BashCase) throws {
    let prompts = [
      "support/reply", "support/refund", "sales", "$(touch evil)", "support/reply@v1",
    ]
    let (offered, asked) = try complete(test, sampleTool(prompts: prompts))
    #expect(offered == test.offered)
    #expect(asked == ["---complete"] + Self.words(of: test))
  }

  /// Bash 3.2 cannot be told that an answer is of file names, so that readline quotes none.
  @Test(arguments: [
    BashCase("sample import in", ["in\\ put.csv", "inner"]),
    BashCase("sample import \"in", ["in put.csv", "inner"]),
    BashCase("sample -C in", ["inner"]),
  ])
  func `file names are quoted where readline does not`(_ test: BashCase) throws {
    let (offered, _) = try complete(test, sampleTool(), setup: "enable -n compopt")
    #expect(offered.sorted() == test.offered.sorted())
  }

  @Test func `a program that is missing is not called`() throws {
    let directory = try TemporaryDirectory()
    let script = try #require(sampleTool().parse(["--generate-completion-script", "bash"]).printed)
    try script.write(
      toFile: directory.appending("completion.bash"), atomically: true, encoding: .utf8)
    let setup = "unset -f sample; command_not_found_handle() { touch evil; }"
    #expect(try offered(BashCase("sample r", []), in: directory, setup: setup) == [])
  }
}
