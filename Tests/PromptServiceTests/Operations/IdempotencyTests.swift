import APIKeys
import CanonicalJSON
import DirectoryStore
import Foundation
import HTTPMessages
import Platform
import PromptRepo
import PromptService
import TestSupport
import Testing

/// `Idempotency-Key`.
@Suite struct IdempotencyTests {
  private let body: JSONObject = ["name": "A", "template": "t"]

  private func key(_ text: String) -> HTTPFields { [.idempotencyKey: text] }

  @Test(arguments: Setup.all)
  func theSameRequestIsAnsweredTheSame(_ setup: Setup) async throws {
    try await setup.run { served in
      let first = try served.post(Served.path, body, as: .editor, key("one"))
      #expect(first.status == .created)
      let path = Served.path(try first.json().text("id"), "/versions")
      let version = try served.post(path, ["template": "u"], as: .editor, key("two"))
      #expect(version.status == .created)
      served.clock.advance(milliseconds: 86_399_999)
      for _ in 0..<2 {
        let again = try served.post(Served.path, body, as: .editor, key("one"))
        #expect(again.status == .created && again.body == first.body)
        for name in ["x-versions-tip", "x-active-tip", "x-info-tip", "content-type"] {
          let name = HTTPFieldName(rawValue: name)
          #expect(again.fields[name] == first.fields[name])
        }
        let same = try served.post(path, ["template": "u"], as: .editor, key("two"))
        #expect(same.status == .created && same.body == version.body)
      }
      #expect(try served.get(Served.path).list().count == 1)
      #expect(try served.get(path).list().count == 2)
      // A service that starts later knows of it as well.
      let later = try Served(.memory, open: served.open)
      let again = try later.post(Served.path, body, as: .editor, key("one"))
      #expect(again.status == .created && again.body == first.body)
    }
  }

  @Test(arguments: Setup.quick)
  func anotherRequestWithTheKeyIsRefused(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.post(Served.path, body, as: .editor, key("k")).json().text("id")
      for other: JSONObject in [["name": "B", "template": "t"], ["name": "A", "template": "u"]] {
        try served.post(Served.path, other, as: .editor, key("k"))
          .expectError(400, "idempotency_key_reused", "Idempotency-Key")
      }
      try served.post(Served.path(id, "/versions"), body, as: .editor, key("k"))
        .expectError(400, "idempotency_key_reused")
      let second = try served.create("B")
      let version: JSONObject = ["template": "t"]
      #expect(
        try served.post(Served.path(id, "/versions"), version, as: .editor, key("v")).status
          == .created)
      try served.post(Served.path(second, "/versions"), version, as: .editor, key("v"))
        .expectError(400, "idempotency_key_reused")
      // Other owners and end users have keys of their own.
      let stranger: HTTPFields = [
        .authorization: "Bearer \(served.keys.stranger)", .idempotencyKey: "k",
      ]
      #expect(try served.post(Served.path, body, as: nil, stranger).status == .created)
      let user: HTTPFields = [.onBehalfOf: "user", .idempotencyKey: "k"]
      #expect(try served.post(Served.path, body, as: .editor, user).status == .created)
      #expect(try served.get(Served.path).list().count == 4)
    }
  }

  /// The first of two equal requests has moved the versions and not yet its receipt when the second
  /// one meets them: the second waits, as any writer does.
  @Test func aRequestWhoseTwinIsNotDoneYetWaitsForIt() throws {
    let directory = try TemporaryDirectory()
    let store = try DirectoryStore.create(at: directory.appending("store"), layout: .prompts)
    let served = try Served(.memory, open: { store })
    let path = Served.path(try served.create("A", "one"), "/versions")
    let body: JSONObject = ["template": "two"]
    var first: HTTPResponse?
    let done = DispatchSemaphore(value: 0)
    let second = try served.send(.post, path, key("k"), body: body) {
      first = try served.post(path, body, as: .admin, key("k"))
      let name = try #require(try store.references(under: "refs/promptrepo/receipts/").first?.name)
      let receipt = "\(store.path)/\(name.rawValue)"
      let begun = DispatchSemaphore(value: 0)
      DispatchQueue.global().async {
        defer { done.signal() }
        do {
          let files = FileSystem()
          let lock = try files.lock("\(store.path)/promptrepo/lock", timeout: .seconds(1))
          let bytes = try files.readFile(receipt)
          try files.unlink(receipt)
          begun.signal()
          Thread.sleep(forTimeInterval: 0.3)
          try files.writeFile(receipt, bytes)
          lock.release()
        } catch {
          Issue.record(error)
          begun.signal()
        }
      }
      begun.wait()
    }
    done.wait()
    #expect(second.status == .created && second.body == first?.body)
    #expect(try served.get(path).list().count == 2)
  }

  @Test(arguments: Setup.quick)
  func whatWasRefusedMayBeTriedAgain(_ setup: Setup) async throws {
    try await setup.run { served in
      try served.post(Served.path, ["name": "A"], as: .editor, key("k")).expectError(400)
      #expect(try served.post(Served.path, body, as: .editor, key("k")).status == .created)
      for bad in ["", String(repeating: "x", count: 256)] {
        try served.post(Served.path, body, as: .editor, key(bad))
          .expectError(400, "invalid_parameter", "Idempotency-Key")
      }
      let long = key(String(repeating: "x", count: 255))
      #expect(try served.post(Served.path, body, as: .editor, long).status == .created)
    }
  }

  @Test(arguments: Setup.observable)
  func aKeyCountsForADay(_ setup: Setup) async throws {
    try await setup.run { served in
      let first = try served.post(Served.path, body, as: .editor, key("k"))
      served.clock.advance(milliseconds: 86_400_000)
      let second = try served.post(Served.path, body, as: .editor, key("k"))
      #expect(second.status == .created && second.body != first.body)
      // The new receipt counts from now on.
      served.clock.advance(milliseconds: 86_399_999)
      let third = try served.post(Served.path, body, as: .editor, key("k"))
      #expect(third.body == second.body)
      #expect(try served.get(Served.path).list().count == 2)
    }
  }

  @Test(arguments: Setup.observable)
  func oldReceiptsAreSwept(_ setup: Setup) async throws {
    try await setup.run { served in
      func receipts() throws -> Int { try served.repository().receipts().count }
      _ = try served.post(Served.path, body, as: .editor, key("old"))
      served.clock.advance(milliseconds: 3_600_000)
      let young = try served.post(Served.path, body, as: .editor, key("young"))
      try served.open().write("refs/promptrepo/receipts/00", "no receipt")
      #expect(try receipts() == 3)
      try served.service.removeExpiredReceipts()
      #expect(try receipts() == 2)
      served.clock.advance(milliseconds: 86_400_000 - 3_600_001)
      try served.service.removeExpiredReceipts()
      #expect(try receipts() == 2)
      served.clock.advance(milliseconds: 1)
      try served.service.removeExpiredReceipts()
      #expect(try receipts() == 1)
      let again = try served.post(Served.path, body, as: .editor, key("young"))
      #expect(again.body == young.body)
      served.clock.advance(milliseconds: 86_400_000)
      try served.service.removeExpiredReceipts()
      #expect(try receipts() == 0)
      #expect(try served.get(Served.path).list().count == 2)
    }
  }

  @Test(arguments: Setup.observable)
  func theSameRequestTwiceAtOnceMakesOneVersion(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A")
      let path = Served.path(id, "/versions")
      var between: HTTPResponse?
      let answer = try served.send(.post, path, key("k"), body: ["template": "u"]) {
        between = try served.post(path, ["template": "u"], as: .admin, key("k"))
      }
      #expect(answer.status == .created && answer.body == between?.body)
      #expect(try served.get(path).list().count == 2)
    }
  }
}
