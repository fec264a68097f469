/**
 * @generated SignedSource<<663240462a2bc297ff7418bad5ff722a>>
 * @lightSyntaxTransform
 * @codegen-command: npm run codegen
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
import type { FragmentRefs } from "relay-runtime";
export type Rule = "ACCESS_TOKEN_LIMIT" | "ACCOUNT_NOT_FOUND" | "AGREEMENT_NOT_SIGNED" | "ALREADY_SHARED" | "ARCHITECTURE_MISMATCH" | "COPY_REGION_UNSUPPORTED" | "COPY_TO_SAME_REGION" | "CUSTOM_IMAGES_ONLY" | "DAILY_OPERATION_LIMIT" | "IMAGE_IS_SHARED" | "IMAGE_LIMIT" | "IMAGE_NOT_FOUND" | "IMAGE_NOT_READY" | "INSTANCE_NOT_FOUND" | "INSTANCE_NOT_READY" | "ITS_PROVIDER_ONLY" | "LAST_OPERATOR" | "LAUNCH_STAYS_IN_REGION" | "MARKETPLACE_IMAGES_ONLY" | "NOTHING_TO_REVIEW" | "NOT_SHARED" | "OPERATOR_ONLY" | "OWNER_SUSPENDED" | "PROVIDER_ONLY" | "PUBLIC_IMAGES_ONLY" | "RECIPIENT_NOT_ROOT_ACCOUNT" | "REGION_NOT_FOUND" | "REGION_UNAVAILABLE" | "ROOT_ACCOUNTS_ONLY" | "SHARED_IMAGE_IS_LAUNCH_ONLY" | "SHARE_LIMIT" | "SHARE_STAYS_IN_REGION" | "SHARE_WITH_SELF" | "SOURCE_NOT_TRUSTED";
export type ShareImageInput = {
  accountIds: ReadonlyArray<string>;
  dryRun?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
  imageId: string;
  regionId?: string | null | undefined;
};
export type relayDocumentsShareMutation$variables = {
  input: ShareImageInput;
};
export type relayDocumentsShareMutation$data = {
  readonly shareImage: {
    readonly __typename: "Denied";
    readonly message: string;
    readonly rule: Rule;
  } | {
    readonly __typename: "ShareImagePayload";
    readonly image: {
      readonly " $fragmentSpreads": FragmentRefs<"relayDocuments_row">;
    };
  } | {
    // This will never be '%other', but we need some
    // value in case none of the concrete values match.
    readonly __typename: "%other";
  } | null | undefined;
};
export type relayDocumentsShareMutation = {
  response: relayDocumentsShareMutation$data;
  variables: relayDocumentsShareMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "input"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "__typename",
  "storageKey": null
},
v3 = {
  "kind": "InlineFragment",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "rule",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "message",
      "storageKey": null
    }
  ],
  "type": "Denied",
  "abstractKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v5 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "relayDocumentsShareMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "shareImage",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": "Image",
                "kind": "LinkedField",
                "name": "image",
                "plural": false,
                "selections": [
                  {
                    "args": null,
                    "kind": "FragmentSpread",
                    "name": "relayDocuments_row"
                  }
                ],
                "storageKey": null
              }
            ],
            "type": "ShareImagePayload",
            "abstractKey": null
          },
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "relayDocumentsShareMutation",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "shareImage",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "kind": "InlineFragment",
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": "Image",
                "kind": "LinkedField",
                "name": "image",
                "plural": false,
                "selections": [
                  (v4/*:: as any*/),
                  (v5/*:: as any*/),
                  {
                    "alias": null,
                    "args": null,
                    "kind": "ScalarField",
                    "name": "shareCount",
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "Share",
                    "kind": "LinkedField",
                    "name": "shares",
                    "plural": true,
                    "selections": [
                      (v4/*:: as any*/),
                      {
                        "alias": null,
                        "args": null,
                        "concreteType": "Account",
                        "kind": "LinkedField",
                        "name": "account",
                        "plural": false,
                        "selections": [
                          (v4/*:: as any*/),
                          (v5/*:: as any*/)
                        ],
                        "storageKey": null
                      }
                    ],
                    "storageKey": null
                  },
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "ViewerCan",
                    "kind": "LinkedField",
                    "name": "viewerCan",
                    "plural": false,
                    "selections": [
                      {
                        "alias": null,
                        "args": null,
                        "concreteType": "Permission",
                        "kind": "LinkedField",
                        "name": "delete",
                        "plural": false,
                        "selections": [
                          {
                            "alias": null,
                            "args": null,
                            "kind": "ScalarField",
                            "name": "allowed",
                            "storageKey": null
                          }
                        ],
                        "storageKey": null
                      }
                    ],
                    "storageKey": null
                  }
                ],
                "storageKey": null
              }
            ],
            "type": "ShareImagePayload",
            "abstractKey": null
          },
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "53a0a2b773dbdb0ae94ac263189a77f9",
    "id": null,
    "metadata": {},
    "name": "relayDocumentsShareMutation",
    "operationKind": "mutation",
    "text": "mutation relayDocumentsShareMutation(\n  $input: ShareImageInput!\n) {\n  shareImage(input: $input) {\n    __typename\n    ... on ShareImagePayload {\n      image {\n        ...relayDocuments_row\n        id\n      }\n    }\n    ... on Denied {\n      rule\n      message\n    }\n  }\n}\n\nfragment relayDocuments_row on Image {\n  id\n  name\n  shareCount\n  shares {\n    id\n    account {\n      id\n      name\n    }\n  }\n  viewerCan {\n    delete {\n      allowed\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "7878ca5ca608fd9760806863596c0158";

export default node;
