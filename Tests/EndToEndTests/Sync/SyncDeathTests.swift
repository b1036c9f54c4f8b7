import Foundation
import TestSupport
import Testing

/// `kill -9` of the client at every request of a push.
@Suite struct SyncDeathTests {
  /// Kills a push of one prompt while a request is held; false when there is no such request.
  private func kill(_ pair: SyncedRepo, _ name: String, at number: Int, _ fault: ProxyFault) throws
    -> Bool
  {
    pair.proxy.follow { $0.number == number ? fault : .pass }
    let client = try pair.local.start("push", "hosted", name)
    let isHeld = try pair.waitUntilHeld(client)
    if isHeld {
      // What runs shows no key to others.
      let shown = try run("ps", ["axww", "-o", "args="]).stdout
      #expect(!shown.contains(pair.key))
      client.kill()
    }
    let result = try client.wait()
    #expect(!(result.stdout + result.stderr).contains(pair.key))
    pair.proxy.follow()
    return isHeld
  }

  /// Kills pushes of equal prompts at one request after the other, and finishes each.
  private func expectGoodEnds(
    of pair: SyncedRepo, _ fault: ProxyFault, _ names: inout [String]
  ) throws {
    var number = 0
    while let name = names.popLast() {
      guard try kill(pair, name, at: number, fault) else { break }
      try pair.run("push", "hosted", name)
      number += 1
    }
    // Listing, creating, the second version with a look before it, the pointer.
    #expect(number >= 4)
    #expect(!names.isEmpty)
    try pair.run("push")
    try pair.expectInStep()
    try pair.served.expectGoodEnd(pair.server)
  }

  /// Each request is held after it was carried out; in the extra suite before that, too.
  @Test(arguments: isExtra ? [.holdRequest, .holdAnswer] : [ProxyFault.holdAnswer])
  func aPushOfANewPromptGoesOn(_ fault: ProxyFault) throws {
    let pair = try SyncedRepo()
    var names = (1...14).map { "p\($0)" }
    try pair.local.importVersions(["1", "2"], of: names, active: 1)
    try expectGoodEnds(of: pair, fault, &names)
  }

  @Test(arguments: isExtra ? [.holdRequest, .holdAnswer] : [ProxyFault.holdAnswer])
  func aPushOfChangesGoesOn(_ fault: ProxyFault) throws {
    let pair = try SyncedRepo()
    var names = (1...14).map { "p\($0)" }
    try pair.local.importVersions(["1", "2"], of: names)
    try pair.run("push")
    try pair.local.importVersions(["1", "2", "3"], of: names, active: 1, description: "d")
    try expectGoodEnds(of: pair, fault, &names)
  }
}
