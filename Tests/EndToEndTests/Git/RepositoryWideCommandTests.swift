import CanonicalJSON
import TestSupport
import Testing

/// What the commands for remotes say about environments and releases.
@Suite struct RepositoryWideCommandTests {
  /// Two clones that share the prompt `a`.
  private func pair() throws -> (Team, second: PromptRepo) {
    let team = try Team()
    try team.first.commit("a", "1", "--first")
    try team.first.ok("push")
    let second = try team.clone("second")
    try second.ok("pull")
    return (team, second)
  }

  @Test func environmentsAndReleasesTravel() throws {
    let (team, second) = try pair()
    try team.first.setEnvironments("dev", "prod", subject: "environment prod added")
    try team.first.makeRelease("r1")
    #expect(
      try team.first.ok("push", "--dry-run") == """
        to push  environments  dev added, prod added
        to push  releases      r1 created
        origin: 2 to push, 1 in step

        """)
    #expect(
      try team.first.ok("push") == """
        pushed  environments  dev added, prod added
        pushed  releases      r1 created
        origin: 2 pushed, 1 in step

        """)
    #expect(try second.ok("fetch").hasPrefix("to pull  environments  dev added, prod added\n"))
    #expect(
      try second.ok("pull") == """
        pulled  environments  dev added, prod added
        pulled  releases      r1 created
        origin: 2 pulled, 1 in step

        """)
    #expect(try second.ok("pull") == "origin: 1 in step\n")
    try second.setEnvironments("prod", subject: "environment dev removed")
    let objects = try second.json("push")
    #expect(objects.map { $0.text("chain") } == ["environments"])
    #expect(objects.first?.text("result") == "pushed")
    #expect(objects.first?["push"]?.object?["removed"]?.array?.map(\.string) == ["dev"])
    #expect(try team.first.ok("pull").hasPrefix("pulled  environments  dev removed\n"))
    #expect(try team.first.ledger() == second.ledger())
    try team.expectSound(second)
  }

  @Test func conflictNamesBothSidesAndTheCommandThatJoins() throws {
    let (team, second) = try pair()
    try team.first.setEnvironments("dev", subject: "environment dev added")
    try team.first.ok("push")
    try second.setEnvironments("prod", subject: "environment prod added")
    for command in ["pull", "push"] {
      let message = try second.refusal(command, status: 2)
      #expect(
        message.hasPrefix(
          "Error: the environments went on both here and at 'origin': environment prod added "
            + "(Test Author, "), "\(message)")
      #expect(message.contains("environment dev added (Test Author, "))
      #expect(message.contains("`promptrepo pull origin --merge`"))
    }
    #expect(
      try second.ok("pull", "--merge", "--dry-run").hasPrefix(
        "to join  environments  1 step from origin, 1 step from here on top\n"))
    #expect(
      try second.ok("pull", "--merge") == """
        joined  environments  1 step from origin, 1 step from here on top
        origin: 1 joined, 1 in step

        """)
    try second.ok("push")
    try team.first.ok("pull")
    #expect(try team.first.ledger() == second.ledger())
    try team.expectSound(second)
  }
}
