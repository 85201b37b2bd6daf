export interface Edit { readonly path: readonly string[]; readonly json: string }
