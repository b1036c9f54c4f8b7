import TestSupport
import Testing

/// What people do with the pages, in a real browser.
@Suite struct BrowsedStoryTests {
  @Test func peopleGetWhatTheyComeFor() throws {
    let served = try ServedRepo()
    let server = try served.serve("--trusted-proxy", "127.0.0.1")
    if isExtra {
      try served.judge(server, ["web_stories"], "all")
    } else {
      try served.judge(server, ["web_stories"])
    }
    try served.expectGoodEnd(server)
  }
}
