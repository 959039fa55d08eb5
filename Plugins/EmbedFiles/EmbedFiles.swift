import Foundation
import PackagePlugin

/// Turns the files below `schema/` into one generated Swift file, so that an installed binary carries them.
@main
struct EmbedFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL.appending(path: "schema")
    let output = context.pluginWorkDirectoryURL.appending(path: "BuiltInFiles.swift")
    let files = try FileManager.default.subpathsOfDirectory(atPath: root.path())
      .filter { $0.hasSuffix(".json") }
      .sorted()
      .map { root.appending(path: $0) }
    return [
      .buildCommand(
        displayName: "Embedding schema/",
        executable: try context.tool(named: "EmbedFilesTool").url,
        arguments: [output.path(), root.path()] + files.map { $0.path() },
        inputFiles: files,
        outputFiles: [output])
    ]
  }
}
