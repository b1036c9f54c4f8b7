import APIKeys
import CanonicalJSON
import PromptRepo
import TestSupport
import Testing

/// Settings that change, wherever two versions are compared.
@Suite struct SettingsDifferenceTests {
  @Test(arguments: [
    "/live/@promote?from=staging&to=production", "/prompts/a/@deploy?to=production&version=2",
    "/prompts/a/@compare?from=1&to=2", "/prompts/a/@report/2",
  ])
  func theyAreShownAlike(_ target: String) throws {
    let rows = try rows(of: target)
    #expect(
      rows == [
        "model removed: \"old\" added: \"<b>new\"", "max_tokens removed: 70 added: 40",
        "top_p added: 1", "size 5 → 9 bytes, about 1 → 2 tokens",
      ])
  }

  @Test func theWayBackShowsThemTheOtherWayRound() throws {
    let rows = try rows(of: "/prompts/a/@rollback?env=staging")
    #expect(
      rows == [
        "model removed: \"<b>new\" added: \"old\"", "max_tokens removed: 40 added: 70",
        "top_p removed: 1",
        "size 9 → 5 bytes, about 2 → 1 token",
      ])
  }

  private func rows(of target: String) throws -> [String] {
    let site = try ServedSite()
    try site.addEnvironments()
    let name = try PromptName("a")
    try site.repository.create(
      name, template: "Hello", config: ["model": "old", "max_tokens": 70])
    try site.repository.addVersion(
      to: name, template: "Hello you", config: ["model": "<b>new", "max_tokens": 40, "top_p": 1])
    for (version, place) in [(1, "staging"), (1, "production"), (2, "staging")] {
      try site.deploy(name, version, to: place)
    }
    let page = try site.browser(.deployer).page(target).root
    let table = try #require(page.all(class: "set").first)
    return table.all("tr").map(\.cells)
  }

  @Test func anotherOrderIsAChangeToo() throws {
    let site = try ServedSite()
    let name = try PromptName("a")
    try site.repository.create(name, template: "Hello", config: ["model": "m", "seed": 1])
    try site.repository.addVersion(
      to: name, template: "Hello", config: ["seed": 1, "model": "m"])
    let page = try site.browser(.reader).page("/prompts/a/@compare?from=1&to=2").root
    #expect(
      page.all(class: "set").flatMap { $0.all("tr") }.map(\.cells) == ["settings in another order"])
    #expect(page.words.contains("the order of settings"))
  }
}
