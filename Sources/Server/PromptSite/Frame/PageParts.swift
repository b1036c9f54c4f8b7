internal import APIKeys
internal import Digests
package import Markup
internal import VisibleText

// The parts of a page that are on all of them.
extension Frame {
  /// The side bar; on a narrow screen a head, and a bar of its links at the bottom.
  func sideBar(_ place: PagePlace) -> HTML {
    header(.class("side")) {
      a(.class("brand"), .href(.root)) {
        Icon.mark.html
        span { words(title) }
      }
      nav(.class("nav"), .ariaLabel("Main")) {
        ul {
          for section in sections { entry(section, place) }
        }
      }
      if !folders.isEmpty { folderList(place) }
      who
    }
  }

  private func entry(_ section: Section, _ place: PagePlace) -> HTML {
    let isHere = section == place.section
    return li {
      a(
        .href(section.link), .currentPage.when(isHere && place.isStart),
        .current.when(isHere && !place.isStart)
      ) {
        section.icon.html
        section.name
        if section == .prompts, let promptCount {
          span(.class("count muted num")) { "\(promptCount)" }
        }
      }
    }
  }

  private func folderList(_ place: PagePlace) -> HTML {
    nav(.class("folders"), .ariaLabelledBy("folders")) {
      h2(.id("folders")) { "Folders" }
      ul {
        for folder in folders {
          li {
            a(.href(folder.link), .current.when(folder.isNamed(place.folder))) {
              if folder.name.isEmpty {
                "without a folder"
              } else {
                words(folder.name)
              }
              " "
              span(.class("count num")) { "\(folder.count)" }
            }
          }
        }
      }
    }
  }

  @Content private var who: HTML {
    div(.class("who")) {
      switch visitor {
      case .anonymous: a(.class("btn"), .href(Link("sign-in"))) { "Sign in" }
      case .owner(let name, let role):
        p {
          a(.href(Link("me")), .title("Your key and your sessions")) { b { words(name) } }
          " "
          span(.class("muted")) { role.rawValue }
        }
        form(to: Link("sign-out")) {
          button(.submit, .class("btn plain"), .ariaLabel("Sign out"), .title("Sign out")) {
            Icon.out.html
          }
        }
      }
    }
  }

  /// What the page's script shows where the page is out of date, and where it says what it did.
  @Content var stale: HTML {
    div(.class("note"), .id("stale"), .role("status"), .hidden) {
      Icon.warn.html
      p { "Something on this page has changed since it was loaded." }
      button(.script, .class("btn"), .data(.again)) { "Load it again" }
    }
    p(.class("sr"), .id("said"), .role("status")) {}
  }

  /// The whole page around its body.
  func finished(
    _ name: String, _ body: HTML, isTagged: Bool, dropping: [String],
    refreshingTo refreshed: Link? = nil
  ) -> Page {
    let title = "\(name.visibleLine) · \(self.title.visibleLine)"
    let tag = isTagged ? Frame.tag(title, body) : nil
    var attributes: [Attribute] = []
    if let tag { attributes.append(.data(.tag, tag)) }
    if !dropping.isEmpty { attributes.append(.data(.drop, dropping.joined(separator: " "))) }
    let html = document(lang: "en", body: attributes) {
      meta(
        name: "viewport", content: "width=device-width, initial-scale=1, viewport-fit=cover")
      if let refreshed { refresh(to: refreshed, after: 0) }
      pageTitle(title)
      stylesheet(Asset.styles.link)
      icon(Asset.icon.link, type: "image/svg+xml")
      script(src: Asset.script.link)
    } content: {
      Icon.sprite(for: body)
      body
    }
    return Page(html: html, tag: tag)
  }

  /// A digest of all that can change of a page.
  private static func tag(_ title: String, _ body: HTML) -> String {
    var hash = SHA256()
    for asset in Asset.all { hash.update(asset.digest.utf8) }
    hash.update(Array("\(title)\0".utf8))
    hash.update(body.bytes)
    return Hex.encode(hash.finalize().prefix(12))
  }
}

extension Frame.Folder {
  /// The prompts in it.
  package var link: Link { .root.query("under", name) }

  fileprivate func isNamed(_ other: String?) -> Bool {
    other.map { $0.utf8.elementsEqual(name.utf8) } ?? false
  }
}
