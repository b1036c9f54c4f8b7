import TestSupport
import Testing

/// Every page in a real browser.
@Suite struct BrowsedPageTests {
  @Test func eachPageIsSoundAndUsableOnEveryScreen() throws {
    let served = try ServedRepo()
    let server = try served.serve("--trusted-proxy", "127.0.0.1")
    try served.judge(server, ["web_pages"])
    try served.expectGoodEnd(server)
  }

  /// The checks themselves: what is wrong in a page is found.
  @Test func whatIsWrongInAPageIsFound() throws {
    let served = try ServedRepo()
    let server = try served.serve("--trusted-proxy", "127.0.0.1")
    try served.judge(server, ["web_mutations"])
    try served.expectGoodEnd(server)
  }

  @Test func paperHasEveryDifferenceAndReasonAndNoControls() throws {
    let served = try ServedRepo()
    let server = try served.serve("--trusted-proxy", "127.0.0.1")
    try served.judge(server, ["web_paper"])
    try served.expectGoodEnd(server)
  }
}
