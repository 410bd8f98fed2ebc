export function launch(root: string, source: string): Promise<void>
