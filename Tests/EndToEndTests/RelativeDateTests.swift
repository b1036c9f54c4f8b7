import CanonicalJSON
import TestSupport
import Testing

/// `--since` in words, against what git makes of the same words.
@Suite struct RelativeDateTests {
  private static let words = [
    "now", "yesterday", "midnight", "1 day ago", "2 days ago", "3.days.ago", "2.weeks",
    "2.weeks.ago", "2 weeks ago", "1 month ago", "2 months ago", "13 months ago", "1 year ago",
    "1 year 2 months ago", "2 days 3 hours ago", "90 minutes ago", "5 seconds ago", "last week",
    "last month", "last year", "last day", "last monday", "last tue", "last sunday",
    "one week ago", "ten days ago", "3 Hours AGO",
  ]

  /// The moment of git, in seconds since 1970, with `now` in the place of the clock.
  private func git(_ words: String, now: Int, _ repo: PromptRepo) throws -> Int {
    let clocked = repo.with(["GIT_TEST_DATE_NOW": "\(now)"])
    let result = try TestSupport.run(
      "git", ["rev-parse", "--since=\(words)"], cwd: repo.path, env: clocked.environment)
    try #require(result.status == 0, "\(result.stderr)")
    return try #require(Int(result.stdout.dropFirst("--max-age=".count).dropLast()))
  }

  /// A change at the moment of git is shown, and one a second before is not.
  @Test(arguments: [
    // A last day of March, with a summer time that began two days before; a leap day.
    ("Europe/Berlin", 1_774_993_200), ("America/New_York", 1_709_217_000), ("UTC", 1_775_000_000),
  ])
  func wordsAreGits(zone: String, now: Int) throws {
    let repo = try PromptRepo.inWorkTree().with(["TZ": zone])
    for words in Self.words {
      let expected = try git(words, now: now, repo)
      for (moment, isShown) in [(expected, true), (expected - 1, false)] {
        let name = "p\(moment)"
        let dated = repo.with(["PROMPTREPO_DATE": "\(moment) +0000"])
        if try repo.json("list", name).isEmpty { try dated.commit(name, "text") }
        let found = try repo.with(["PROMPTREPO_DATE": "\(now) +0000"]).run(
          "audit", name, "--since", words, "--json")
        try #require(found.status == 0, "\(words): \(found.stderr)")
        #expect(found.stdout.isEmpty != isShown, "\(words) at \(now) in \(zone): \(expected)")
      }
    }
  }

  /// What git takes for now is of no use to whoever asks what is new.
  @Test func todayBeganAtMidnight() throws {
    let repo = try PromptRepo.inWorkTree().with(["TZ": "Asia/Kolkata"])
    let now = 1_775_000_000
    let midnight = try git("midnight", now: now, repo)
    try repo.with(["PROMPTREPO_DATE": "\(midnight - 1) +0000"]).commit("old", "text")
    try repo.with(["PROMPTREPO_DATE": "\(midnight) +0000"]).commit("new", "text")
    let today = repo.with(["PROMPTREPO_DATE": "\(now) +0000"])
    let shown = try today.json("audit", "--since", "today").map { $0.text("name") }
    #expect(Set(shown) == ["new"])
  }

  /// A day, and a time without a zone, are those of the clock on the wall, as in git.
  @Test(arguments: [
    "2026-11-29 00:00", "2026-11-29T00:00", "2026-11-29 08:29:59", "2026-11-29T08:31",
    "2026-11-28T23:00:00Z", "2026-11-29 08:30 +0900",
  ])
  func datesAreLocal(_ text: String) throws {
    let repo = try PromptRepo.inWorkTree().with(["TZ": "Asia/Tokyo"])
    try repo.with(["PROMPTREPO_DATE": "2026-11-29T08:30:00+09:00"]).commit("a", "text")
    let result = try TestSupport.run(
      "git", ["rev-parse", "--since=\(text)"], cwd: repo.path, env: repo.environment)
    let start = try #require(Int(result.stdout.dropFirst("--max-age=".count).dropLast()))
    let isShown = start <= 1_795_908_600
    #expect(try repo.json("log", "a", "--since", text).isEmpty != isShown)
    #expect(try repo.json("audit", "--since", text).isEmpty != isShown)
    #expect(try repo.json("log", "a", "--since", "2026-11-29").count == 1)
    #expect(try repo.json("log", "a", "--since", "2026-11-30").isEmpty)
  }

  @Test func otherWordsAreRefused() throws {
    let repo = try PromptRepo()
    for words in [
      "foo", "1 foo ago", "ago", "last", "last foo", "1", "2 days ago 3", "yesterday 10:00",
      "ago 2 days", "123456 days ago", "-1 day ago", "tea", " ", "٣ days ago", "last last week",
    ] {
      let said = try repo.refusal("audit", "--since=\(words)", status: 64)
      #expect(said.contains("'2 weeks ago'"), "\(words): \(said)")
    }
  }
}
