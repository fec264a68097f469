/**
 * @generated SignedSource<<60dffea4e6b113bf3da842dabb39a49f>>
 * @lightSyntaxTransform
 * @codegen-command: npm run codegen
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
import type { FragmentRefs } from "relay-runtime";
export type Rule = "ACCESS_TOKEN_LIMIT" | "ACCOUNT_NOT_FOUND" | "AGREEMENT_NOT_SIGNED" | "ALREADY_SHARED" | "ARCHITECTURE_MISMATCH" | "COPY_REGION_UNSUPPORTED" | "COPY_TO_SAME_REGION" | "CUSTOM_IMAGES_ONLY" | "DAILY_OPERATION_LIMIT" | "IMAGE_IS_SHARED" | "IMAGE_LIMIT" | "IMAGE_NOT_FOUND" | "IMAGE_NOT_READY" | "INSTANCE_NOT_FOUND" | "INSTANCE_NOT_READY" | "ITS_PROVIDER_ONLY" | "LAST_OPERATOR" | "LAUNCH_STAYS_IN_REGION" | "MARKETPLACE_IMAGES_ONLY" | "NOTHING_TO_REVIEW" | "NOT_SHARED" | "OPERATOR_ONLY" | "OWNER_SUSPENDED" | "PROVIDER_ONLY" | "PUBLIC_IMAGES_ONLY" | "RECIPIENT_NOT_ROOT_ACCOUNT" | "REGION_NOT_FOUND" | "REGION_UNAVAILABLE" | "ROOT_ACCOUNTS_ONLY" | "SHARED_IMAGE_IS_LAUNCH_ONLY" | "SHARE_LIMIT" | "SHARE_STAYS_IN_REGION" | "SHARE_WITH_SELF" | "SOURCE_NOT_TRUSTED";
export type CreateImageInput = {
  description?: string | null | undefined;
  dryRun?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
  instanceId: string;
  name: string;
};
export type relayDocumentsCreateMutation$variables = {
  connections: ReadonlyArray<string>;
  input: CreateImageInput;
};
export type relayDocumentsCreateMutation$data = {
  readonly createImage: {
    readonly __typename: "CreateImagePayload";
    readonly image: {
      readonly id: string;
      readonly " $fragmentSpreads": FragmentRefs<"relayDocuments_row">;
    };
  } | {
    readonly __typename: "Denied";
    readonly message: string;
    readonly rule: Rule;
  } | {
    // This will never be '%other', but we need some
    // value in case none of the concrete values match.
    readonly __typename: "%other";
  } | null | undefined;
};
export type relayDocumentsCreateMutation = {
  response: relayDocumentsCreateMutation$data;
  variables: relayDocumentsCreateMutation$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "connections"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "input"
},
v2 = [
  {
    "kind": "Variable",
    "name": "input",
    "variableName": "input"
  }
],
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "__typename",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v5 = {
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
v6 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "name",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "relayDocumentsCreateMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "createImage",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
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
                  {
                    "args": null,
                    "kind": "FragmentSpread",
                    "name": "relayDocuments_row"
                  }
                ],
                "storageKey": null
              }
            ],
            "type": "CreateImagePayload",
            "abstractKey": null
          },
          (v5/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Mutation",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "relayDocumentsCreateMutation",
    "selections": [
      {
        "alias": null,
        "args": (v2/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "createImage",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
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
                  (v6/*:: as any*/),
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
                          (v6/*:: as any*/)
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
              },
              {
                "alias": null,
                "args": null,
                "filters": null,
                "handle": "prependNode",
                "key": "",
                "kind": "LinkedHandle",
                "name": "image",
                "handleArgs": [
                  {
                    "kind": "Variable",
                    "name": "connections",
                    "variableName": "connections"
                  },
                  {
                    "kind": "Literal",
                    "name": "edgeTypeName",
                    "value": "ImageEdge"
                  }
                ]
              }
            ],
            "type": "CreateImagePayload",
            "abstractKey": null
          },
          (v5/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "c6775a2c2c93b6b2a36b86c0aeff6b8d",
    "id": null,
    "metadata": {},
    "name": "relayDocumentsCreateMutation",
    "operationKind": "mutation",
    "text": "mutation relayDocumentsCreateMutation(\n  $input: CreateImageInput!\n) {\n  createImage(input: $input) {\n    __typename\n    ... on CreateImagePayload {\n      image {\n        id\n        ...relayDocuments_row\n      }\n    }\n    ... on Denied {\n      rule\n      message\n    }\n  }\n}\n\nfragment relayDocuments_row on Image {\n  id\n  name\n  shareCount\n  shares {\n    id\n    account {\n      id\n      name\n    }\n  }\n  viewerCan {\n    delete {\n      allowed\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "60b5e6895966d8ae4c3ce43800803bdf";

export default node;
