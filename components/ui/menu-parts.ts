"use client";
import type { CheckboxItem, Item, ItemIndicator, Label, Separator } from "radix-ui/dropdown-menu";
import { createContext, useContext } from "react";

/** The library's own parts, handed to the items by the menu that has loaded them. */
export interface MenuParts {
  Item: typeof Item;
  CheckboxItem: typeof CheckboxItem;
  ItemIndicator: typeof ItemIndicator;
  Label: typeof Label;
  Separator: typeof Separator;
}

export const MenuPartsContext = createContext<MenuParts | null>(null);

export function useMenuParts(): MenuParts {
  const parts = useContext(MenuPartsContext);
  if (!parts) throw new Error("Menu items belong inside a Menu");
  return parts;
}
