import Foundation
import TestSupport
import Testing

/// The manual pages are those of the commands that help lists, and readers of such pages agree with
/// them.
@Suite struct ManualPageTests {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let written = try run(
      PromptRepo.program, ["---manual-pages", folder.path],
      env: ["SOURCE_DATE_EPOCH": "1700000000"])
    try #require(written.status == 0, "\(written.stderr)")
  }

  private var pages: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// A page as `man` shows it, in lines that are not broken, and without a word of warning.
  private func shown(_ page: String) throws -> String {
    let result = try run(
      "man", ["--warnings", "--local-file", folder.appending(page)],
      env: ["MANWIDTH": "400", "LC_ALL": "C.UTF-8", "MANPAGER": "cat", "MAN_KEEP_FORMATTING": ""])
    #expect(result.status == 0 && result.stderr.isEmpty, "\(page): \(result.stderr)")
    return result.stdout
  }

  @Test func eachCommandHasAPageAndNothingElseHas() throws {
    let commands = try PromptRepo.commands().map {
      "promptrepo-\($0.replacingOccurrences(of: " ", with: "-")).1"
    }
    #expect(try pages == (commands + ["promptrepo.1"]).sorted())
  }

  /// Every option of the help, every word of the usage and the sentence of the overview are there.
  @Test func manShowsWhatHelpShows() throws {
    func words(_ text: String) -> String {
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    for command in try PromptRepo.commands() {
      let page = "promptrepo-\(command.replacingOccurrences(of: " ", with: "-"))"
      let text = try words(shown("\(page).1"))
      let help = try run(
        PromptRepo.program, ["help"] + command.split(separator: " ").map(String.init)
      ).stdout
      let overview = try #require(help.firstMatch(of: /OVERVIEW: ((?:.+\n)+)/)?.output.1)
      let sentence = words(String(overview))
      #expect(text.contains("NAME \(page) - \(sentence.dropLast())"), "\(text)")
      for option in help.matches(of: /\n  (-[^ \n][^<\n]*?)(?: <|  |\n)/) {
        for name in option.output.1.components(separatedBy: ", ") {
          #expect(text.contains(name), "\(page) lacks \(name)")
        }
      }
      // Backquotes are shown in bold; everything else is as it is typed.
      let rows = help.components(separatedBy: "\n\n").dropFirst(2)
      for block in rows where block.hasPrefix("OPTIONS:") {
        let first = block.split(separator: "\n").dropFirst().first.map(String.init) ?? ""
        let explained = first.dropFirst(26).replacingOccurrences(of: "`", with: "")
        #expect(text.contains(words(explained)), "\(page): \(first)")
      }
      #expect(text.hasSuffix("promptrepo 0.1.0 2023-11-14 \(page.uppercased())(1)"), "\(text)")
    }
  }

  @Test func mandocFindsNothingToSay() throws {
    let result = try run(
      "mandoc", ["-T", "lint", "-W", "warning"] + pages.map { folder.appending($0) })
    #expect(result.status == 0 && result.stdout.isEmpty, "\(result.stdout)\(result.stderr)")
  }

  @Test func theProgramsPageListsCodesVariablesAndPages() throws {
    let text = try shown("promptrepo.1")
    for part in ["EXIT STATUS", "ENVIRONMENT", "FILES", "SEE ALSO"] {
      #expect(text.contains("\n\(part)\n"))
    }
    for command in try PromptRepo.commands() {
      let page = "promptrepo-\(command.replacingOccurrences(of: " ", with: "-"))(1)"
      #expect(text.contains(page))
    }
    #expect(text.contains("PROMPTREPO_AUTHOR_NAME, PROMPTREPO_AUTHOR_EMAIL"))
  }

  @Test func aDateThatIsNoneIsRefused() throws {
    let result = try run(
      PromptRepo.program, ["---manual-pages", folder.path], env: ["SOURCE_DATE_EPOCH": "today"])
    #expect(result.status == 1)
    #expect(result.stderr.contains("SOURCE_DATE_EPOCH is 'today'"))
  }
}
