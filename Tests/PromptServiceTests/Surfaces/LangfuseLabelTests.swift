import APIKeys
import CanonicalJSON
import HTTPMessages
import PromptRepo
import TestSupport
import Testing

/// `PATCH /api/public/v2/prompts/{name}/versions/{version}`, and `DELETE`.
@Suite struct LangfuseLabelTests {
  @Test(arguments: Setup.quick)
  func movingALabelDeploysAndRollsBack(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("production", "staging")
      try served.make("support/reply", "one", ["labels": ["production"]])
      try served.make("support/reply", "two", ["labels": ["staging"]])
      let moved = try served.label("support/reply", 2, ["production"])
      #expect(moved.status == .ok)
      #expect(try moved.json()["labels"] == ["production", "staging", "latest"])
      #expect(try moved.json()["name"] == "support/reply")
      #expect(try served.label("support/reply", 1, ["production", "staging"]).status == .ok)
      let repository = try served.repository()
      let name = try PromptName("support/reply")
      let moves = try repository.moves(of: .environment(EnvironmentName("production")), name)
      #expect(moves.map(\.version) == [1, 2, 1])
      #expect(moves.map(\.isRollback) == [true, false, false])
      #expect(moves.allSatisfy { $0.author.name == "team" && $0.reason == nil })
      // Staging has never held the first version.
      let staging = try repository.moves(of: .environment(EnvironmentName("staging")), name)
      #expect(staging.map(\.version) == [1, 2] && staging.allSatisfy { !$0.isRollback })
      // What has a label keeps it, without a move; no label is none.
      let before = try served.references()
      for labels in [["production"], [], ["production", "production"]] {
        let answer = try served.label("support/reply", 1, labels)
        #expect(answer.status == .ok)
        #expect(try answer.json()["labels"] == ["production", "staging"])
      }
      #expect(try served.references() == before)
    }
  }

  @Test(arguments: Setup.quick)
  func allLabelsMoveOrNone(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("staging")
      try served.addEnvironments(
        DeploymentEnvironment(EnvironmentName("production"), requires: EnvironmentName("staging")))
      try served.make("a", "one")
      try served.make("a", "two")
      let before = try served.references()
      try served.label("a", 2, ["production"]).expectLangfuse(
        403, "ForbiddenError",
        "'production' takes what was live in 'staging', and version 2 of prompt 'a' never was: "
          + "`promptrepo deploy a@v2 --env staging` comes first")
      try served.label("a", 2, ["staging", "other"]).expectLangfuse(
        400, "InvalidRequestError",
        "There is no environment 'other': make it with promptrepo env add other")
      try served.label("a", 2, ["staging", "v2"]).expectLangfuse(400, "InvalidRequestError")
      try served.label("a", 2, ["latest"]).expectIssues("newLabels")
      try served.label("a", 2, ["staging"], as: .editor).expectLangfuse(403, "ForbiddenError")
      try served.label("a", 2, ["staging"], as: .reader).expectLangfuse(403, "ForbiddenError")
      for number in ["x", "1.5", "1e400", "1180591620717411303424", "-1"] {
        try served.send(
          .patch, Served.langfuse("a", "/versions/\(number)"),
          body: Array(#"{"newLabels":[]}"#.utf8)
        ).expectIssues("promptVersion")
      }
      for body in ["{}", #"{"newLabels":null}"#, #"{"newLabels":"x"}"#, #"{"newLabels":[1]}"#] {
        let answer = try served.send(
          .patch, Served.langfuse("a", "/versions/1"), body: Array(body.utf8))
        #expect(answer.status == .badRequest && answer.text.contains("newLabels"), "\(body)")
      }
      for (name, version) in [("a", 3), ("x y", 1), ("a", 0)] {
        try served.label(name, version, ["staging"]).expectLangfuse(
          404, "LangfuseNotFoundError",
          "Prompt '\(name)' version \(version) not found in project")
      }
      #expect(try served.references() == before)
      // In the order that the rule asks for, all is well.
      #expect(try served.label("a", 2, ["staging", "production"]).status == .ok)
    }
  }

  @Test(arguments: Setup.quick)
  func anArchivedPromptGetsNoLabel(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.make("a", "one", ["labels": ["production"]])
      try served.make("a", "two")
      try served.repository().by(Sample.person).archive(PromptName("a"))
      let words =
        "prompt 'a' is archived, and is made live nowhere: `promptrepo unarchive a` brings it back"
      try served.label("a", 2, ["production"]).expectLangfuse(403, "ForbiddenError", words)
      try served.postPrompt("a", "three", ["labels": ["production"]])
        .expectLangfuse(403, "ForbiddenError", words)
      try served.addEnvironments("staging")
      try served.label("a", 2, ["staging"]).expectLangfuse(403, "ForbiddenError", words)
      // It is read and listed as it is.
      #expect(try served.read("a")["version"] == 1)
      #expect(try served.prompts().map { $0.text("name") } == ["a"])
    }
  }

  @Test(arguments: Setup.quick)
  func aVersionWithoutAFormGetsNoLabelAndTheWay(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("staging")
      let cases = [
        ("{{role \"user\" name=\"bob\"}}\nHi", "chat", "messages[0].name"),
        ("{{#if x}}a{{/if}}", "handlebars", "{{#if x}} in line 1"),
        ("\\{{b}}", "strict", "'{{b}}'"),
      ]
      for (number, (text, dialect, words)) in cases.enumerated() {
        let name = "p\(number)"
        try served.add(name, text, ["dialect": .string(dialect)])
        let before = try served.references()
        let answer = try served.label(name, 1, ["staging", "production"])
        try answer.expectLangfuse(400, "InvalidRequestError", containing: words)
        let message = try answer.json().text("message")
        #expect(message.contains("no label was moved"), "\(message)")
        #expect(message.contains("`promptrepo deploy \(name)@v1 --env staging`"), "\(message)")
        #expect(message.contains("`promptrepo activate \(name)@v1`"), "\(message)")
        #expect(try served.references() == before)
      }
    }
  }

  @Test(arguments: Setup.quick)
  func aPromptIsDeletedAsAWhole(_ setup: Setup) async throws {
    try await setup.runLangfuse { served in
      try served.addEnvironments("staging")
      try served.make("live", "one", ["labels": ["staging"]])
      try served.make("a b", "one", ["labels": ["production"]])
      try served.make("a b", "two")
      try served.add("tone", "x", [:])
      try served.add("reply", "{{> tone}}", try served.config("chat", including: "tone"))
      let before = try served.references()
      try served.delete(Served.langfuse("a b", "?version=1")).expectLangfuse(
        400, "InvalidRequestError",
        "Versions are kept: delete the prompt, or deploy another version")
      try served.delete(Served.langfuse("a b", "?label=production"))
        .expectLangfuse(400, "InvalidRequestError")
      try served.delete(Served.langfuse("a b", "?label=x&version=1"))
        .expectLangfuse(400, "InvalidRequestError", "Cannot specify both version and label")
      try served.delete(Served.langfuse("live"))
        .expectLangfuse(400, "InvalidRequestError", containing: "live in 'staging'")
      let live = try served.delete(Served.langfuse("live")).text
      #expect(live.contains("promptrepo archive live") && live.contains("delete live --force"))
      try served.delete(Served.langfuse("tone"))
        .expectLangfuse(400, "InvalidRequestError", containing: "included by 'reply'")
      try served.delete(Served.langfuse("x"))
        .expectLangfuse(404, "LangfuseNotFoundError", "Prompt not found")
      try served.delete(Served.langfuse("a b"), as: .deployer)
        .expectLangfuse(403, "ForbiddenError", containing: "'admin'")
      #expect(try served.references() == before)
      let gone = try served.delete(Served.langfuse("a b"))
      #expect(gone.status.rawValue == 204 && gone.body.isEmpty)
      #expect(try served.get(Served.langfuse("a b")).status == .notFound)
      #expect(try served.make("a b", "anew")["version"] == 1)
    }
  }
}
