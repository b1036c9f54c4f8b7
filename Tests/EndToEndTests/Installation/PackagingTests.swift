import Foundation
import TestSupport
import Testing

/// What the packages bring beside the programs agrees with them and with the pages.
@Suite struct PackagingTests {
  private func file(_ name: String) throws -> String {
    try String(
      contentsOfFile: "\(RealPrompts.projectRoot)/.ci/packaging/\(name)", encoding: .utf8)
  }

  @Test func theUnitOfThePageIsTheOneThatIsInstalled() throws {
    let page = try Readme("Sources/Server/PromptServer/PromptServer.docc/Server.md")
    let blocks = page.blocks(of: "ini")
    #expect(blocks.count == 1)
    #expect(
      try blocks.first?.joined(separator: "\n").appending("\n") == file("promptrepo.service"))
  }

  /// The script's own lines put the files where the page has Prometheus look for them.
  @Test func thePageNamesThePlaceOfTheAlerts() throws {
    let package = try file("../package")
    let lines = package.split(separator: "\n").filter { line in
      line.hasPrefix("monitoring=") || line.hasPrefix("install -Dm644 ")
    }
    let directory = try TemporaryDirectory()
    let script =
      (["set -eu", "tree=\(directory.path)/usr", "packaging=$PWD/.ci/packaging"]
      + lines.map(String.init)).joined(separator: "\n")
    let result = try run("bash", ["-c", script], cwd: RealPrompts.projectRoot)
    #expect(result.status == 0, "\(result.stderr)")
    let page = try Readme("Sources/Server/PromptServer/PromptServer.docc/Server.md").text
    let path = try #require(page.firstMatch(of: /rule_files: \[(.+)\]/)?.output.1)
    let rules = try run("promtool", ["check", "rules", "\(directory.path)\(path)"])
    #expect(rules.status == 0, "\(rules.stdout)\(rules.stderr)")
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    #expect(page.contains("`alerts.yml` and `dashboard.json` in `/\(folder)`"))
    let dashboard = try Data(
      contentsOf: URL(fileURLWithPath: "\(directory.path)/\(folder)/dashboard.json"))
    #expect(try JSONSerialization.jsonObject(with: dashboard) is [String: Any])
  }

  /// What the units start is read as the program reads it.
  @Test(arguments: ["promptrepo.service", "promptrepo.user.service", "tls.conf"])
  func theOptionsOfTheUnitsExist(unit: String) throws {
    let help = try run(PromptRepo.program, ["help", "serve"]).stdout
    let starts = try file(unit).matches(of: /ExecStart=\/usr\/bin\/promptrepo serve (.+)/)
    #expect(starts.count == 1)
    for option in starts.flatMap({ $0.output.1.matches(of: /--[a-z-]+/) }) {
      #expect(help.contains("\n  \(option.output) <"), "\(option.output)")
    }
  }

  /// The foremost promise of the unit: systemd's own measure of what it may do.
  @Test func theServiceMayDoLittle() throws {
    let unit = "\(RealPrompts.projectRoot)/.ci/packaging/promptrepo.service"
    let result = try run(
      "systemd-analyze", ["security", "--offline=yes", "--threshold=30", unit])
    #expect(result.status == 0, "\(result.stdout)\(result.stderr)")
    #expect(result.stdout.contains("Overall exposure level for promptrepo.service: "))
    let page = try Readme("Sources/Server/PromptServer/PromptServer.docc/Server.md").text
    let level = try #require(result.stdout.firstMatch(of: /service: (\d+\.\d)/)?.output.1)
    #expect(page.contains("rates its exposure \(level) of 10"))
  }
}
