import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `ETag`, `If-None-Match` and `If-Match`.
@Suite struct ConditionTests {
  @Test(arguments: Setup.quick)
  func whatAClientHasIsNotSentAgain(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one {{x}}")
      let variables = PercentEncoding.encode(#"{"x": 1}"#)
      let targets = [
        Served.path, Served.path(id), Served.path(id, "?variables=\(variables)"),
        Served.path(id, "/versions"), Served.path(id, "/versions/1"),
      ]
      var tags: [String] = []
      for target in targets {
        let first = try served.get(target)
        let tag = try #require(first.fields[.etag])
        #expect(tag.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
        tags.append(tag)
        for known in [tag, "W/\(tag)", "\"a\", \(tag)", "*"] {
          let answer = try served.get(target, as: .reader, [.ifNoneMatch: known])
          #expect(answer.status == .notModified && answer.body.isEmpty)
          #expect(answer.fields[.etag] == tag)
          #expect(answer.fields[.contentType] == nil)
        }
        for unknown in ["\"a\"", "", "\"\(tag)"] {
          let answer = try served.get(target, as: .reader, [.ifNoneMatch: unknown])
          #expect(answer.status == .ok && answer.body == first.body)
        }
        let head = try served.send(.head, target, as: .reader)
        #expect(head.status == .ok && head.fields[.etag] == tag)
      }
      #expect(Set(tags).count == tags.count)
      try served.addVersion(id, "two")
      for (target, tag) in zip(targets.dropLast(), tags) {
        let answer = try served.get(target, as: .reader, [.ifNoneMatch: tag])
        #expect(answer.status == .ok && answer.fields[.etag] != tag)
      }
      // What cannot change has the tag that it had.
      #expect(try served.get(targets[4]).fields[.etag] == tags[4])
    }
  }

  @Test(arguments: Setup.quick)
  func aVersionUndoesNoRollbackThatTheClientDidNotSee(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      try served.addVersion(id, "two")
      let name = HTTPFieldName(rawValue: "X-If-Active-Tip")
      func tip(_ name: String) throws -> String {
        try #require(try served.get(Served.path(id)).fields[HTTPFieldName(rawValue: name)])
      }
      let (active, versions) = (try tip("X-Active-Tip"), try tip("X-Versions-Tip"))
      #expect(try served.post(Served.path(id, "/rollback"), ["version": 1]).status == .ok)
      func create(_ active: String) throws -> HTTPResponse {
        try served.post(
          Served.path(id, "/versions"), ["template": "three"],
          [.ifMatch: versions, name: active])
      }
      #expect(try create(active).status == .preconditionFailed)
      #expect(try create(tip("X-Active-Tip")).status == .created)
    }
  }

  @Test(arguments: Setup.observable)
  func aWriteHappensOnlyOnWhatTheClientSaw(_ setup: Setup) async throws {
    try await setup.run { served in
      let id = try served.create("A", "one")
      func tips() throws -> (versions: String, active: String, info: String) {
        let fields = try served.get(Served.path(id)).fields
        func tip(_ name: String) -> String { fields[HTTPFieldName(rawValue: name)] ?? "" }
        return (tip("X-Versions-Tip"), tip("X-Active-Tip"), tip("X-Info-Tip"))
      }
      let store = try served.open()
      let before = try tips()
      #expect(try store.value("refs/prompts/a/@versions")?.hex == before.versions)
      #expect(try store.value("refs/prompts/a/@active")?.hex == before.active)
      #expect(try store.value("refs/prompts/a/@info")?.hex == before.info)
      func version(_ tip: String) throws -> HTTPResponse {
        try served.post(
          Served.path(id, "/versions"), ["template": "t"], as: .editor, [.ifMatch: tip])
      }
      func rollback(_ tip: String) throws -> HTTPResponse {
        try served.post(
          Served.path(id, "/rollback"), ["version": 1], as: .editor, [.ifMatch: tip])
      }
      func update(_ tip: String) throws -> HTTPResponse {
        try served.put(Served.path(id), ["name": "B"], as: .editor, [.ifMatch: tip])
      }
      try version("\"\(before.active)\"").expectError(412, "precondition_failed", "If-Match")
      let made = try version("\"\(before.versions)\"")
      #expect(made.status == .created)
      try version("\"\(before.versions)\"").expectError(412)
      let now = try tips()
      #expect(made.fields[HTTPFieldName(rawValue: "X-Versions-Tip")] == now.versions)
      #expect(made.fields[HTTPFieldName(rawValue: "X-Active-Tip")] == now.active)
      try rollback("\"\(before.active)\"").expectError(412)
      #expect(try rollback(now.active).status == .ok)
      try rollback("\"\(now.active)\"").expectError(412)
      try update("\"\(now.active)\"").expectError(412)
      #expect(try update("\"x\", \"\(now.info)\"").status == .ok)
      try update("\"\(now.info)\"").expectError(412)
      for all in [try version("*"), try rollback("*"), try update("*")] {
        #expect(all.status.rawValue < 300)
      }
      for bad in ["", "\"", "\"a\" \"b\""] {
        for answer in [try version(bad), try rollback(bad), try update(bad)] {
          try answer.expectError(400, "invalid_parameter", "If-Match")
        }
      }
    }
  }
}
