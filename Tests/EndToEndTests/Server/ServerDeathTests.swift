import Foundation
import TestSupport
import Testing

/// A server that dies under load.
@Suite struct ServerDeathTests {
  @Test(arguments: [true, false])
  func whatWasAcknowledgedIsThereAfterwards(inGit: Bool) throws {
    let served = inGit ? try ServedRepo(try PromptRepo.inWorkTree()) : try ServedRepo()
    let (clients, seconds) = isExtra ? ("64", "30") : ("16", inGit ? "2" : "4")
    let server = try served.serve()
    try served.judge(server, ["load"], "write", clients, seconds)
    #expect(server.status() == 128 + SIGKILL)
    try served.expectSoundStores()
    let next = try served.serve()
    try served.judge(next, ["load"], "check")
    try served.expectGoodEnd(next)
  }
}
