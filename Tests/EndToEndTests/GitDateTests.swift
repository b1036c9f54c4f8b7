import Foundation
import TestSupport
import Testing

/// Dates in the environment, as git takes them.
@Suite struct GitDateTests {
  /// In the local zone.
  private static let local = [
    "Thu, 07 Apr 2005 22:13:13", "Thu Apr 7 22:13:13 2005", "2005-04-07T22:13:13",
    "2005-04-07 22:13:13", "2005-04-07T22:13:13.019", "2005-04-07 22:13", "2005.04.07 22:13:13",
    "2005.04.07T22:13:13", "04/07/2005 22:13:13", "07.04.2005 22:13:13", "12/31/2004 23:59:59",
    "31.12.2004 23:59:59", "2005-01-15T12:00:00", "2005-07-15T12:00:00",
    // Times that local clocks show twice, and never.
    "2005-10-30T02:30:00", "2005-03-27T02:30:00", "1970-01-02T00:00:00",
  ]

  /// In zones of their own.
  private static let zoned = [
    "1112926393 +0200", "@1112926393 +0200", "@1112926393 -0930", "Thu, 07 Apr 2005 22:13:13 +0200",
    "Thu, 7 Apr 2005 22:13:13 +0200", "7 Apr 2005 22:13:13 GMT", "Thu, 07 Apr 2005 22:13 -0700",
    "Thu Apr 7 22:13:13 2005 +0200", "2005-04-07T22:13:13Z", "2005-04-07T22:13:13+02:00",
    "2005-04-07 22:13:13 +0200", "2005-04-07T22:13:13.019+0530", "2005-04-07T22:13:13-0800",
    "2005-04-07T22:13:13 EST", "04/07/2005 22:13:13 +0200", "07.04.2005 22:13:13 +0200",
    "2005.04.07 22:13:13 -0330",
  ]

  @Test(arguments: [
    ("UTC", local), ("Europe/Berlin", local), ("America/New_York", local),
    ("Australia/Lord_Howe", local), ("Asia/Kolkata", zoned),
  ])
  func theyAreReadAsGitReadsThem(zone: String, dates: [String]) throws {
    let repo = try PromptRepo().with(["TZ": zone])
    var expected: [String] = []
    for (number, date) in dates.enumerated() {
      let dated = repo.with([
        "GIT_AUTHOR_DATE": date, "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@e",
      ])
      let git = try TestSupport.run(
        "git", ["var", "GIT_AUTHOR_IDENT"], cwd: repo.path, env: dated.environment)
      try #require(git.status == 0, "\(date): \(git.stderr)")
      expected.append(
        git.stdout.split(whereSeparator: \.isWhitespace).suffix(2).joined(separator: " "))
      try repo.write("prompts/p.prompt", "text \(number)")
      let result = try dated.run("commit", "-m", date)
      #expect(result.status == 0, "\(date): \(result.stderr)")
    }
    let log = try repo.git(
      "log", "--reverse", "--format=%ad", "--date=raw", "refs/prompts/p/@versions")
    let found = log.stdout.split(separator: "\n").map(String.init)
    for (date, (mine, theirs)) in zip(dates, zip(found, expected)) {
      #expect(mine == theirs, "\(date) in \(zone)")
    }
    #expect(found.count == expected.count)
    try repo.expectCleanFsck()
  }

  @Test func whatIsNoDateIsRefused() throws {
    let repo = try PromptRepo()
    try repo.write("prompts/p.prompt", "text")
    for date in [
      "yesterday", "2005-13-07T22:13:13", "2005-02-30T22:13:13", "2005-04-07T25:13:13",
      "2005-04-07", "22:13:13", "Thu, 07 Apr 2005", "07 Foo 2005 22:13:13",
      "2005-04-07T22:13:13+99",
      "2005-04-07T22:13:13 22:13:13", "04-07 22:13:13", "2005-04-07T22:13:13 \u{1B}[2J", "never",
    ] {
      for variable in ["GIT_AUTHOR_DATE", "PROMPTREPO_DATE"] {
        let result = try repo.with([variable: date]).run("commit")
        #expect(result.status == 1, "\(date): \(result.stdout)")
        #expect(result.stderr.contains("is not a date"), "\(date): \(result.stderr)")
        #expect(result.stderr.contains(variable), "\(date): \(result.stderr)")
      }
    }
  }
}
